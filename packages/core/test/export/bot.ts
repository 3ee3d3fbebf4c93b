import { fileURLToPath } from 'node:url';
import { type Clock, type Instance, outgoing, start, type Transaction, telemetryExport } from '@astrolabe/core';
import { type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';

/** Where the exporters of SDK 2.12 and of SDK 3 are installed. */
export const SDK_2 = fileURLToPath(new URL('../..', import.meta.url));
export const SDK_3 = fileURLToPath(new URL('../../../../benchmarks/fixtures/otel-3', import.meta.url));

export interface ExportingBot extends IsolatedRuntime {
  readonly instance: Instance;
  /** A transaction that is kept. */
  keep(name?: string, work?: (transaction: Transaction) => void): Transaction;
  /** Of `astrolabe_export_spans_total`. */
  outcomes(): Record<string, number>;
}

/** A process that exports: everything is real but its listening, which is brought about at once. */
export const exportingBot = (
  environment: Readonly<Record<string, string>>,
  {
    options = {},
    folders = [SDK_2],
    clock,
  }: {
    readonly options?: Record<string, unknown>;
    readonly folders?: readonly string[];
    readonly clock?: Clock;
  } = {},
): ExportingBot => {
  const isolated = isolatedRuntime(clock === undefined ? {} : { clock });
  const { runtime } = isolated;
  const instance = start(runtime, {
    plugins: [outgoing(), telemetryExport(() => folders)],
    options: { serviceName: 'astrology-bot', ...options },
    environment: { OTEL_BSP_SCHEDULE_DELAY: '0', ...environment },
  });
  return {
    ...isolated,
    instance,
    keep: (name = 'reading', work = () => undefined) => {
      const transaction = runtime.tracer.startTransaction('task', name);
      work(transaction);
      transaction.keep();
      transaction.root.end();
      return transaction;
    },
    outcomes: () => {
      const series = runtime.metrics.family('astrolabe_export_spans_total')?.series() ?? [];
      return Object.fromEntries([...series].map(({ labels, value }) => [labels[0]?.[1], value as number]));
    },
  };
};
