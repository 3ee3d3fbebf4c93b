import type { Step } from './session.ts';

/** What the bot asks for, by what it does not know yet. */
export const QUESTIONS: Readonly<Record<Step, string>> = {
  date: 'Send me your date of birth, for example 12 April 1990.',
  time: 'At what time were you born? For example 14:30; or say that you do not know.',
  place: 'Where were you born? Name the city, or send me its location.',
  complete: 'Ask me about love, work, money, health, family or travel; or say "new" to start over.',
};

/** Said when an answer was not understood. */
export const HINTS: Readonly<Record<Step, string>> = {
  date: `I found no date in that. ${QUESTIONS.date}`,
  time: `I found no time in that. ${QUESTIONS.time}`,
  place: 'I do not know that place. Name a larger city near it, or send me its location.',
  complete: QUESTIONS.complete,
};

export const WELCOME = `Hello! I tell you what was in the sky when you were born. ${QUESTIONS.date}`;
export const STARTED_OVER = `I have forgotten what you told me. ${QUESTIONS.date}`;
export const TOO_REMOTE = 'I know no city near that location. Name the largest city in its region.';

export const DATE_PROBLEMS = {
  'no year': 'And in which year? Send me the whole date, for example 12 April 1990.',
  future: 'That day is yet to come. Send me your date of birth, for example 12 April 1990.',
  'too early': 'That is too long ago: I know the sky since 1800. Send me a later date of birth.',
} as const;

const UNREADABLE: ReadonlyMap<string, string> = new Map([
  ['image', 'I cannot see images.'],
  ['sticker', 'A fine sticker, and I cannot see what is on it.'],
  ['video', 'I cannot watch videos.'],
  ['audio', 'I cannot listen to voice messages.'],
  ['document', 'I cannot read documents.'],
  ['contacts', 'I have no use for contacts.'],
  ['location', 'That location was empty.'],
  ['unsupported', 'WhatsApp does not show me messages of this kind.'],
]);

/** What to say to a message without words. */
export const cannotRead = (type: string, step: Step): string =>
  `${UNREADABLE.get(type) ?? 'I can only read text and locations.'} ${QUESTIONS[step]}`;
