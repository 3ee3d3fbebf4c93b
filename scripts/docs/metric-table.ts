import { type Family, type Histogram, type LabelSpec, start } from '@astrolabe/core';
import { isolatedRuntime } from '@astrolabe/core/testing';
import { plugins } from '../../packages/node/src/plugins.ts';
import { code, type GeneratedTable } from './markdown.ts';

/** By the end of a name: Prometheus' base units, and what is none. */
const UNITS: Readonly<Record<string, string>> = {
  seconds: 'seconds',
  bytes: 'bytes',
  ratio: 'ratio',
  cores: 'cores',
  rate: 'factor',
  info: 'always 1',
};

type Spec = Readonly<Record<string, 'open' | readonly string[]>>;

/** The tables of metrics, and of the buckets of those that have any. */
export interface MetricTables {
  readonly metrics: GeneratedTable;
  readonly buckets: GeneratedTable;
}

/** The metrics that are there after a start, before the first request: every one of them is declared by then. */
export const documentMetrics = async (): Promise<MetricTables> => {
  const isolated = isolatedRuntime();
  try {
    start(isolated.runtime, { plugins: plugins(), options: { log: 'none' }, environment: {} });
    const families = [...isolated.runtime.metrics.families()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const histograms = families.filter(({ type }) => type === 'histogram');
    return {
      metrics: {
        head: ['Metric', 'Type', 'Unit', 'Labels', 'Meaning'],
        rows: new Map(families.map((family) => [family.name, metricRow(family)])),
      },
      buckets: {
        head: ['Histogram', 'Unit', 'Edges, each included in its bucket'],
        rows: new Map(histograms.map((family) => [family.name, bucketRow(family as Histogram<LabelSpec>)])),
      },
    };
  } finally {
    await isolated.dispose();
  }
};

const metricRow = (family: Family): readonly string[] => [
  code(family.name),
  family.type,
  unitOf(family.name),
  labelsOf(family),
  family.help,
];

/** The edges of a series that nobody has observed anything in: those of every other one. */
const bucketRow = (family: Histogram<LabelSpec>): readonly string[] => {
  const { edges } = family.at(...Object.keys(specOf(family)).map(() => 'none'));
  return [code(family.name), unitOf(family.name), edges.join(', ')];
};

const specOf = (family: Family & { readonly spec?: Spec }): Spec => family.spec ?? {};

/** @param name the name of a metric, which ends with its unit */
export const unitOf = (name: string): string =>
  UNITS[
    name
      .replace(/_total$/, '')
      .split('_')
      .at(-1) ?? ''
  ] ?? 'count';

const labelsOf = (family: Family): string =>
  Object.entries(specOf(family))
    .map(([name, values]) => (values === 'open' ? code(name) : `${code(name)}: ${values.map(code).join(', ')}`))
    .join('; ') || 'none';
