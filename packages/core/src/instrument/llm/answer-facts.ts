import { findModelName } from './model-name.js';

/** What an answer says of itself, and nothing of what it says. */
export interface AnswerFacts {
  readonly model: string | undefined;
  readonly finishReasons: readonly string[];
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

const USAGE = '"usage"';
const USAGE_OBJECT = /^"usage"\s*:\s*\{/;
const LONGEST_USAGE = 2_000;
/** A stream may have an empty one in each of its events. */
const MOST_USAGES = 100;
/** OpenAI's, Anthropic's; the latter counts what was cached apart. */
const INPUT =
  /"(?:prompt_tokens|input_tokens|cache_creation_input_tokens|cache_read_input_tokens)"\s*:\s*(\d{1,12})\b/g;
const OUTPUT = /"(?:completion_tokens|output_tokens)"\s*:\s*(\d{1,12})\b/;
const FINISH_REASON = /"(?:finish_reason|stop_reason)"\s*:\s*"([a-z_]{1,40})"/g;
const MOST_REASONS = 4;

/** Reads the facts by their keys: of a long answer, and of a stream, only the ends are there, so it is no JSON. */
export const readAnswer = (text: string): AnswerFacts => {
  const last = lastUsage(text);
  // Anthropic's streams begin with the tokens of the input, and end with those of the output.
  const inputTokens = sumOfInput(last) ?? sumOfInput(firstUsage(text));
  const output = OUTPUT.exec(last)?.[1];
  const reasons = Array.from(text.matchAll(FINISH_REASON), ([, reason]) => reason as string);
  return {
    model: findModelName(text),
    finishReasons: [...new Set(reasons)].slice(0, MOST_REASONS),
    inputTokens,
    outputTokens: output === undefined ? undefined : Number(output),
  };
};

const firstUsage = (text: string): string => {
  const at = text.indexOf(USAGE);
  return at < 0 ? '' : usageAt(text, at);
};

const lastUsage = (text: string): string => {
  let at = text.lastIndexOf(USAGE);
  for (let count = 0; at >= 0 && count < MOST_USAGES; count++) {
    const usage = usageAt(text, at);
    if (USAGE_OBJECT.test(usage)) return usage;
    at = at === 0 ? -1 : text.lastIndexOf(USAGE, at - 1);
  }
  return '';
};

const usageAt = (text: string, at: number): string => text.slice(at, at + LONGEST_USAGE);

const sumOfInput = (usage: string): number | undefined => {
  const counts = Array.from(usage.matchAll(INPUT), ([, count]) => Number(count));
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
};
