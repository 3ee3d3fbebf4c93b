import type { HistogramSeries } from '../../metrics/histogram.js';
import type { MetricStore } from '../../metrics/store.js';
import {
  FIRST_CHUNK_EDGES,
  OPERATION_DURATION,
  OPERATION_EDGES,
  TIME_TO_FIRST_CHUNK,
  TOKEN_EDGES,
  TOKEN_USAGE,
} from './gen-ai.js';

/** A bot asks a few models; names beyond this share one. */
const MAX_MODELS = 50;
const OTHER_MODEL = '(other)';
const MODEL_LABELS = {
  gen_ai_operation_name: ['chat', 'embeddings'],
  gen_ai_provider_name: 'open',
  gen_ai_request_model: 'open',
} as const;

/** What a series of a model is found by. */
export interface ModelLabels {
  readonly operation: string;
  readonly provider: string;
  /** Undefined where the request does not name it. */
  readonly model: string | undefined;
}

export interface ModelMetrics {
  duration(labels: ModelLabels, errorType: string): HistogramSeries;
  firstChunk(labels: ModelLabels): HistogramSeries;
  tokens(labels: ModelLabels, type: 'input' | 'output'): HistogramSeries;
}

export const createModelMetrics = (metrics: MetricStore): ModelMetrics => {
  const duration = metrics.histogram(OPERATION_DURATION, {
    help: 'Duration of what language models are asked, to the end of the answer, streamed or not.',
    labels: { ...MODEL_LABELS, error_type: 'open' },
    edges: OPERATION_EDGES,
  });
  const firstChunk = metrics.histogram(TIME_TO_FIRST_CHUNK, {
    help: 'From the request to the first chunk of a streamed answer.',
    labels: MODEL_LABELS,
    edges: FIRST_CHUNK_EDGES,
  });
  const tokens = metrics.histogram(TOKEN_USAGE, {
    help: 'Tokens of each request to a language model, where its answer says how many.',
    labels: { ...MODEL_LABELS, gen_ai_token_type: ['input', 'output'] },
    edges: TOKEN_EDGES,
  });
  const models = new Set<string>();
  const bounded = (model = ''): string => {
    if (!models.has(model) && models.size >= MAX_MODELS) return OTHER_MODEL;
    models.add(model);
    return model;
  };
  return {
    duration: ({ operation, provider, model }, errorType) =>
      duration.at(operation, provider, bounded(model), errorType),
    firstChunk: ({ operation, provider, model }) => firstChunk.at(operation, provider, bounded(model)),
    tokens: ({ operation, provider, model }, type) => tokens.at(operation, provider, bounded(model), type),
  };
};
