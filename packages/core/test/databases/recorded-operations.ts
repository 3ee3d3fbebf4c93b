import { onTestFinished } from 'vitest';
import { databases } from '../../src/instrument/databases/databases.js';
import type { Sample } from '../../src/metrics/family.js';
import type { Plugin } from '../../src/plugin.js';
import { start } from '../../src/registry.js';
import type { Runtime } from '../../src/runtime.js';
import { isolatedRuntime } from '../../src/testing/isolated-runtime.js';
import type { Span } from '../../src/tracing/span.js';
import { attributesOf } from '../span-attributes.js';

/** What a span tells, in a form that can be compared. */
export interface SpanView {
  readonly name: string;
  readonly kind: number;
  readonly status: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface RecordedOperations {
  readonly runtime: Runtime;
  readonly watches: Runtime['watches'];
  /** Runs `work` as a transaction that is kept; the spans that it made. */
  spansOf(work: () => Promise<unknown>): Promise<readonly SpanView[]>;
  /** How often each operation was counted, with its error if it had one: `redis GET` or `redis GET WRONGTYPE`. */
  counts(): Readonly<Record<string, number>>;
  /** The value of each series of a metric, in their order. */
  values(metric: string): readonly Sample['value'][];
  /** What diagnostics said. */
  said(): readonly string[];
}

/** Astrolabe as it listens to databases and watches their clients, for one test. */
export const recordDatabases = (environment?: Readonly<Record<string, string>>): RecordedOperations =>
  recordOperations([databases()], environment);

/** Astrolabe with these plugins, for one test. */
export const recordOperations = (
  plugins: readonly Plugin[],
  environment: Readonly<Record<string, string>> = {},
): RecordedOperations => {
  const { runtime, lines, dispose } = isolatedRuntime();
  onTestFinished(dispose);
  start(runtime, { plugins, options: { shutdownTimeout: 0 }, environment });
  const seriesOf = (metric: string) => [...(runtime.metrics.family(metric)?.series() ?? [])];
  return {
    runtime,
    watches: runtime.watches,
    spansOf: async (work) => {
      const transaction = runtime.tracer.startTransaction('task', 'test');
      transaction.keep();
      await runtime.tracer.run(transaction, work);
      transaction.root.end();
      return transaction.spans.map(viewOf);
    },
    counts: () =>
      Object.fromEntries(
        seriesOf('db_client_operation_duration_seconds').map(({ labels, value }) => {
          const { db_system_name, db_operation_name, error_type } = Object.fromEntries(labels);
          const key = [db_system_name, db_operation_name, error_type].filter(Boolean).join(' ');
          return [key, typeof value === 'number' ? value : value.count];
        }),
      ),
    values: (metric) => seriesOf(metric).map(({ value }) => value),
    said: () => lines.map(({ line }) => line),
  };
};

const viewOf = (span: Span): SpanView => ({
  name: span.name,
  kind: span.kind,
  status: span.status.code,
  attributes: attributesOf(span),
});
