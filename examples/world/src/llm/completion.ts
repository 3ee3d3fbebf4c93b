import { pick, type Random } from '../chance/random.ts';
import type { Prompt } from './prompt.ts';

const SENTENCES = [
  'The sky keeps its own time, and today it takes it.',
  'What you began in a hurry wants to be finished slowly.',
  'Somebody near you waits for a word that costs you nothing.',
  'A door that was closed in spring stands ajar.',
  'Trust the second thought, for the first was only quick.',
  'The evening is kinder to your plans than the morning.',
];
/** A share of all answers is longer than one message may be. */
const LONG_SHARE = 0.05;
const LONG = 6_000;
const CHARACTERS_PER_TOKEN = 4;

/** An answer in the form of the API. */
export const createCompletion = ({ model, characters }: Prompt, random: Random): object => {
  const content = words(random);
  const promptTokens = Math.ceil(characters / CHARACTERS_PER_TOKEN);
  const completionTokens = Math.ceil(content.length / CHARACTERS_PER_TOKEN);
  return {
    id: `chatcmpl-${Math.floor(random() * 2 ** 32).toString(36)}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1_000),
    model,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', logprobs: null }],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
};

const words = (random: Random): string => {
  const length = random() < LONG_SHARE ? LONG : 1;
  let text = pick(random, SENTENCES);
  do text += ` ${pick(random, SENTENCES)}`;
  while (text.length < length);
  return text;
};
