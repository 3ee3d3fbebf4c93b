import type { Exemplar, Family, HistogramSeries } from '@astrolabe/core';
import { exemplarText } from './exemplar-text.js';
import type { ExpositionFormat } from './format.js';
import { labelText } from './label-text.js';
import { formatNumber } from './number.js';

/** A family of ours under `name`, a series at a time. */
export function* familyText(
  family: Family,
  name: string,
  format: ExpositionFormat,
  isTaken: (name: string) => boolean,
): Generator<string> {
  yield format.head({ name, type: family.type, help: family.help }, isTaken);
  const histogramText = createHistogramText(name, format);
  for (const { labels, value } of family.series()) {
    const text = labelText(labels);
    yield typeof value === 'number' ? sampleLine(name, text, value) : histogramText(text, value);
  }
}

export const sampleLine = (name: string, labels: string, value: number): string =>
  labels === '' ? `${name} ${formatNumber(value)}\n` : `${name}{${labels}} ${formatNumber(value)}\n`;

/** Buckets, sum and count of a series are read in one go, so that they belong together. */
const createHistogramText = (name: string, format: ExpositionFormat) => {
  let edges: readonly number[] = [];
  let bounds: readonly string[] = [];
  return (labels: string, series: HistogramSeries): string => {
    if (series.edges !== edges) {
      edges = series.edges;
      bounds = [...edges, Number.POSITIVE_INFINITY].map((edge) => `le="${format.bound(edge)}"} `);
    }
    const start = labels === '' ? `${name}_bucket{` : `${name}_bucket{${labels},`;
    let text = '';
    let count = 0;
    for (let bucket = 0; bucket < bounds.length; bucket++) {
      count += series.bucketCount(bucket);
      const exemplar = format.hasExemplars ? series.exemplar(bucket) : undefined;
      text += `${start}${bounds[bucket]}${count}${exemplar === undefined ? '' : traceText(exemplar)}\n`;
    }
    return text + sampleLine(`${name}_sum`, labels, series.sum) + sampleLine(`${name}_count`, labels, count);
  };
};

const traceText = ({ traceId, value, wallMs }: Exemplar): string =>
  exemplarText({ trace_id: traceId }, value, wallMs / 1_000);
