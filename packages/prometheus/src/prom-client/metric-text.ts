import { exemplarText } from '../exposition/exemplar-text.js';
import { sampleLine } from '../exposition/family-text.js';
import type { ExpositionFormat, ExpositionType } from '../exposition/format.js';
import { formatLabel } from '../exposition/label-text.js';
import {
  defaultLabelsOf,
  type PromClientMetricData,
  type PromClientRegistry,
  type PromClientValue,
} from './registry.js';

const TYPES: readonly string[] = ['counter', 'gauge', 'histogram', 'summary'] satisfies ExpositionType[];

/** A metric of the bot's own under `name`, a sample at a time. */
export function* metricText(
  { help, type, values }: PromClientMetricData,
  name: string,
  registry: PromClientRegistry,
  format: ExpositionFormat,
  isTaken: (name: string) => boolean,
): Generator<string> {
  const knownType = TYPES.includes(type) ? (type as ExpositionType) : 'unknown';
  yield format.head({ name, type: knownType, help: String(help) }, isTaken);
  const defaults = defaultLabelsOf(registry);
  for (const sample of values) {
    const line = sampleLine(sample.metricName ?? name, labelsOf(sample, defaults, format), sample.value);
    yield format.hasExemplars && sample.exemplar ? `${line.slice(0, -1)}${theirExemplar(sample.exemplar)}\n` : line;
  }
}

const labelsOf = (
  { labels = {} }: PromClientValue,
  defaults: Readonly<Record<string, unknown>>,
  format: ExpositionFormat,
): string =>
  Object.entries({ ...defaults, ...labels })
    .map(([name, value]) => formatLabel(name, labelValue(name, value, format)))
    .join(',');

const labelValue = (name: string, value: unknown, format: ExpositionFormat): string =>
  typeof value === 'number' && (name === 'le' || name === 'quantile') ? format.bound(value) : String(value);

const theirExemplar = ({ labelSet, value, timestamp }: NonNullable<PromClientValue['exemplar']>): string =>
  exemplarText(labelSet, value, timestamp);
