import { findBirthday } from './birthday.ts';
import { sunSign } from './sun-sign.ts';
import type { InboundMessage } from './webhook.ts';
import type { Words } from './words.ts';

const ASK_FOR_DATE = 'Hello! Send me your date of birth, for example 12 April 1990, and I tell you your sun sign.';
const ASK_FOR_TEXT = 'I can only read text. Send me your date of birth, for example 12 April 1990.';

/** Nobody waits for an answer to these. */
const WITHOUT_ANSWER = new Set(['reaction', 'system', 'unsupported']);

/** What to say to a message; undefined when it wants no answer. */
export const composeAnswer = async ({ type, text }: InboundMessage, words: Words): Promise<string | undefined> => {
  if (WITHOUT_ANSWER.has(type)) return undefined;
  if (text === undefined) return ASK_FOR_TEXT;
  const birthday = findBirthday(text);
  return birthday === undefined ? ASK_FOR_DATE : words(sunSign(birthday));
};
