/** What a question is about. The language model learns this word and not the question. */
export type Topic = 'today' | 'love' | 'work' | 'money' | 'health' | 'family' | 'travel';

const KEYWORDS: readonly (readonly [Topic, RegExp])[] = [
  ['love', /\b(?:love|partner|relationship|marr(?:y|iage)|boyfriend|girlfriend|husband|wife|dat(?:e|ing)|ex)\b/i],
  ['work', /\b(?:work|job|career|boss|business|promotion|office|stud(?:y|ies)|exam)\b/i],
  ['money', /\b(?:money|salary|rich|debt|invest(?:ment)?|finances?|financial|savings)\b/i],
  ['health', /\b(?:health|healthy|sick|illness|sleep|stress|tired)\b/i],
  ['family', /\b(?:family|mother|father|mum|mom|dad|child|children|sister|brother|home)\b/i],
  ['travel', /\b(?:travel|trip|journey|holiday|vacation|move|abroad)\b/i],
];

export const topicOf = (text: string): Topic => KEYWORDS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'today';
