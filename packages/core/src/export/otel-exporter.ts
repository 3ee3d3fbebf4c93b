import type { ReadableSpan } from '../tracing/otel-api/readable-span.js';
import type { ResourceMetrics } from './metric-data.js';

/** How an export ended, as OpenTelemetry's exporters tell it: 0 is success, 1 is failure. */
export interface ExportResult {
  readonly code: number;
  readonly error?: Error;
  /** How many of what was taken were thrown away; OpenTelemetry's exporters tell nobody. */
  readonly rejected?: number;
}

/** What OpenTelemetry's exporters of spans and of metrics have in common, in SDK 2 as in SDK 3. */
export interface Exporter<T> {
  export(payload: T, done: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown?(): Promise<void>;
}

/** Ends an exporter, however it fails at that. */
export const shutDown = async <T>(exporter: () => Promise<Exporter<T> | undefined>): Promise<void> => {
  try {
    await (await exporter())?.shutdown?.();
  } catch {
    // It is the end of it all the same.
  }
};

export type SpanExporter = Exporter<ReadableSpan[]>;
export type MetricExporter = Exporter<ResourceMetrics>;
