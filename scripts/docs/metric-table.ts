import { type Family, start } from '@astrolabe/core';
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

/** The metrics that are there after a start, before the first request: every one of them is declared by then. */
export const documentMetrics = async (): Promise<GeneratedTable> => {
  const isolated = isolatedRuntime();
  try {
    start(isolated.runtime, { plugins: plugins(), options: { log: 'none' }, environment: {} });
    const families = [...isolated.runtime.metrics.families()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return {
      head: ['Metric', 'Type', 'Unit', 'Labels', 'Meaning'],
      rows: new Map(families.map((family) => [family.name, metricRow(family)])),
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

/** @param name the name of a metric, which ends with its unit */
export const unitOf = (name: string): string =>
  UNITS[
    name
      .replace(/_total$/, '')
      .split('_')
      .at(-1) ?? ''
  ] ?? 'count';

const labelsOf = (family: Family & { readonly spec?: Readonly<Record<string, 'open' | readonly string[]>> }): string =>
  Object.entries(family.spec ?? {})
    .map(([name, values]) => (values === 'open' ? code(name) : `${code(name)}: ${values.map(code).join(', ')}`))
    .join('; ') || 'none';
