import type { Chart } from '../chart/chart.ts';
import type { LanguageModelConfig } from '../config/bot-config.ts';
import { readAnswer } from '../graph/bounded-body.ts';
import { UpstreamError } from '../graph/upstream-error.ts';
import type { Reading, Words } from './words.ts';

const LONGEST_WAIT_MS = 8_000;
const MOST_TOKENS = 1_000;
const INSTRUCTION = 'You are an astrologer. Answer in a few friendly sentences, in plain text.';

/**
 * Asks an OpenAI-compatible API. It learns signs, houses and a topic, and nothing of the user: no date, no place, no
 * word that was written.
 * @throws UpstreamError, and whatever `fetch` throws
 */
export const askedWords =
  ({ url, apiKey, model }: LanguageModelConfig, longestWaitMs = LONGEST_WAIT_MS): Words =>
  async (reading) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) },
      body: JSON.stringify({
        model,
        max_tokens: MOST_TOKENS,
        messages: [
          { role: 'system', content: INSTRUCTION },
          { role: 'user', content: question(reading) },
        ],
      }),
      signal: AbortSignal.timeout(longestWaitMs),
    });
    const answer = await readAnswer(response, 'the language model');
    if (!response.ok) throw new UpstreamError(`the language model answered ${response.status}`);
    return readCompletion(answer);
  };

const question = ({ chart, topic }: Reading): string =>
  `My birth chart: ${placementsOf(chart).join('; ')}. What does it say about ${topic}?`;

const placementsOf = ({ placements, ascendant, midheaven }: Chart): readonly string[] => [
  ...placements.map(
    ({ planet, sign, house }) => `${planet} in ${sign}${house === undefined ? '' : `, house ${house}`}`,
  ),
  ...(ascendant === undefined ? [] : [`ascendant in ${ascendant.sign}`]),
  ...(midheaven === undefined ? [] : [`midheaven in ${midheaven.sign}`]),
];

const readCompletion = (body: string): string => {
  const completion = JSON.parse(body) as { choices?: { message?: { content?: unknown } }[] } | null;
  const content = completion?.choices?.[0]?.message?.content;
  if (typeof content !== 'string' || content.trim() === '') throw new UpstreamError('the language model had no words');
  return content.trim();
};
