import type { LanguageModelConfig } from './config.ts';
import type { SunSign } from './sun-sign.ts';
import { UpstreamError } from './upstream-error.ts';

/** Finds the words about a sign; another source is asked for them, or they are at hand. */
export type Words = (sign: SunSign) => Promise<string>;

const TRAITS: Readonly<Record<SunSign, string>> = {
  Aries: 'quick to begin, and quick to forgive',
  Taurus: 'steady, and hard to hurry',
  Gemini: 'curious, with two answers to every question',
  Cancer: 'protective of the people who are home to you',
  Leo: 'warm, and at your best when somebody watches',
  Virgo: 'exact, and kinder to others than to yourself',
  Libra: 'fair, and slow to choose between two good things',
  Scorpio: 'loyal, and never satisfied with half of the truth',
  Sagittarius: 'restless, and honest to a fault',
  Capricorn: 'patient, with a plan for the year after next',
  Aquarius: 'independent, and a friend to many',
  Pisces: 'imaginative, and moved by what others overlook',
};

/** The words that need nobody else. */
export const computedWords: Words = async (sign) => `Your sun is in ${sign}: you are ${TRAITS[sign]}.`;

const LONGEST_WAIT_MS = 8_000;
const INSTRUCTION = 'You are an astrologer. Answer in at most three friendly sentences, in plain text.';

/** Asks an OpenAI-compatible API. It learns the sign, and nothing of the user. @throws UpstreamError, and whatever `fetch` throws */
export const askedWords =
  ({ url, apiKey, model }: LanguageModelConfig): Words =>
  async (sign) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) },
      body: JSON.stringify({
        model,
        messages: [
          { role: 'system', content: INSTRUCTION },
          { role: 'user', content: `My sun is in ${sign}. What does it say about me today?` },
        ],
      }),
      signal: AbortSignal.timeout(LONGEST_WAIT_MS),
    });
    const answer = await response.text();
    if (!response.ok) throw new UpstreamError(`the language model answered ${response.status}`);
    return readCompletion(answer);
  };

const readCompletion = (body: string): string => {
  const { choices } = JSON.parse(body) as { choices?: { message?: { content?: unknown } }[] };
  const content = choices?.[0]?.message?.content;
  if (typeof content !== 'string' || content.trim() === '') throw new UpstreamError('the language model had no words');
  return content.trim();
};

/** Asks the first source, and has the second ready: a user gets an answer even when the language model is away. */
export const withFallback =
  (asked: Words, fallback: Words, failed: (error: unknown) => void): Words =>
  async (sign) => {
    try {
      return await asked(sign);
    } catch (error) {
      failed(error);
      return fallback(sign);
    }
  };
