import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { createLatency, type LatencyShape } from '../chance/lognormal.ts';
import { createRandom, pick, type Random } from '../chance/random.ts';
import { answerJson } from '../loopback/answer.ts';
import { readBody } from '../loopback/body.ts';
import { type LoopbackServer, serveLoopback } from '../loopback/server.ts';
import { createCompletion } from './completion.ts';
import { LLM_FAULTS, type LlmFault, llmFaultBody, unknownAddress } from './llm-fault.ts';
import { type Prompt, readPrompt } from './prompt.ts';

export interface LlmApiOptions {
  /** The same seed draws the same latencies, faults and words, call by call. */
  readonly seed: number;
  readonly latency: LatencyShape;
  /** The share of calls that are answered with an error. */
  readonly errorShare: number;
  /** The share of calls that the model does not finish. */
  readonly timeoutShare: number;
  /** After so long such a call is answered 504; undefined: never. */
  readonly gatewayTimeoutMs?: number;
  /** Any key will do without it. */
  readonly apiKey?: string;
  /** Any free one by default. */
  readonly port?: number;
}

const ADDRESS = '/v1/chat/completions';
const LARGEST_BODY = 1024 * 1024;
const ERRORS: readonly LlmFault[] = [LLM_FAULTS.rateLimit, LLM_FAULTS.serverError, LLM_FAULTS.overloaded];

type Luck = { readonly afterMs: number; readonly fault?: LlmFault } | { readonly afterMs: undefined };

/** A language model behind the API that all of them have, on loopback. */
export const startLlmApi = (options: LlmApiOptions): Promise<LoopbackServer> => {
  const random = createRandom(options.seed);
  const luckOfNextCall = createLuck(options, random);
  // All is drawn when a call comes: calls that overlap do not change each other's luck.
  const draw = (prompt: Prompt) => ({ completion: createCompletion(prompt, random), luck: luckOfNextCall() });
  return serveLoopback(options.port ?? 0, (request, response) => {
    handle(options, draw, request, response).catch(() => response.destroy());
  });
};

const createLuck = (options: LlmApiOptions, random: Random): (() => Luck) => {
  const { errorShare, timeoutShare, gatewayTimeoutMs } = options;
  const latencyMs = createLatency(options.latency, random);
  return () => {
    const afterMs = latencyMs();
    const luck = random();
    if (luck < errorShare) return { afterMs, fault: pick(random, ERRORS) };
    if (luck >= errorShare + timeoutShare) return { afterMs };
    return gatewayTimeoutMs === undefined
      ? { afterMs: undefined }
      : { afterMs: gatewayTimeoutMs, fault: LLM_FAULTS.gatewayTimeout };
  };
};

const handle = async (
  { apiKey }: LlmApiOptions,
  draw: (prompt: Prompt) => { readonly completion: object; readonly luck: Luck },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { method = '', url = '', headers } = request;
  const body = await readBody(request, LARGEST_BODY);
  if (method !== 'POST' || url !== ADDRESS) return refuse(response, unknownAddress(method, url));
  if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`)
    return refuse(response, LLM_FAULTS.wrongKey);
  const reading = readPrompt(body ?? '');
  if ('fault' in reading) return refuse(response, reading.fault);
  const { completion, luck } = draw(reading.prompt);
  if (luck.afterMs === undefined) return;
  await setTimeout(luck.afterMs);
  if (response.destroyed) return;
  if (luck.fault !== undefined) return refuse(response, luck.fault);
  answerJson(response, 200, completion);
};

const refuse = (response: ServerResponse, fault: LlmFault): void => {
  if (fault.status === 429) response.setHeader('retry-after', 1);
  answerJson(response, fault.status, llmFaultBody(fault));
};
