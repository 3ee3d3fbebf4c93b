import type { DeferredWork } from '../../recorder/deferred-work.js';
import { readAnswer } from './answer-facts.js';
import { GenAi, providerOf } from './gen-ai.js';
import type { ModelCall } from './model-call.js';
import type { ModelLabels, ModelMetrics } from './model-metrics.js';

export interface ModelCallEnd {
  readonly call: ModelCall;
  readonly endMs: number;
  /** Empty where nothing failed. */
  readonly errorType: string;
  readonly metrics: ModelMetrics;
  readonly deferred: DeferredWork;
}

/** With as much of the answer as can be read. */
export interface ReadModelCall extends ModelCallEnd {
  readonly answer: string;
}

/** A stream begins with a field of an event, or a comment, whatever its type says it is. */
const STREAM = /^\s*(?:data|event|id|retry)?:/;

/** Counts what a language model was asked, and says in its span what the answer tells of itself. */
export const recordModelCall = ({ call, endMs, errorType, metrics, answer }: ReadModelCall): void => {
  const { api, operation, model, firstChunkMs, request } = call;
  const { model: responseModel, finishReasons, inputTokens, outputTokens } = readAnswer(answer);
  const provider = providerOf(request.server?.address, api);
  const labels: ModelLabels = { operation, provider, model };
  const isStreamed = !Number.isNaN(firstChunkMs) && STREAM.test(answer);
  const firstChunkSeconds = isStreamed ? (firstChunkMs - request.startMs) / 1_000 : undefined;

  metrics.duration(labels, errorType).observe((endMs - request.startMs) / 1_000);
  if (firstChunkSeconds !== undefined) metrics.firstChunk(labels).observe(firstChunkSeconds);
  if (inputTokens !== undefined) metrics.tokens(labels, 'input').observe(inputTokens);
  if (outputTokens !== undefined) metrics.tokens(labels, 'output').observe(outputTokens);
  describe(call, [
    [GenAi.operation, operation],
    [GenAi.provider, provider],
    [GenAi.requestModel, model],
    [GenAi.responseModel, responseModel],
    [GenAi.finishReasons, finishReasons.length === 0 ? undefined : finishReasons],
    [GenAi.inputTokens, inputTokens],
    [GenAi.outputTokens, outputTokens],
    [GenAi.timeToFirstChunk, firstChunkSeconds],
  ]);
};

/** The span has ended, and nobody has read it yet: what it is made of can still be added to. */
const describe = ({ request, operation, model }: ModelCall, facts: readonly (readonly [string, unknown])[]): void => {
  const { span } = request;
  if (span === undefined) return;
  span.name = model === undefined ? operation : `${operation} ${model}`;
  span.attributes ??= [];
  for (const [name, value] of facts) if (value !== undefined) span.attributes.push(name, value);
};
