import { createRequire } from 'node:module';
import { join } from 'node:path';

type AttributeValue = string | number | boolean | readonly unknown[];

/** One series as the SDK reads it. */
export interface SdkDataPoint {
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
  readonly value: unknown;
}

/** One instrument as the SDK reads it; 2.x and 3.x have the same. */
export interface SdkMetric {
  readonly descriptor: { readonly name: string; readonly description: string; readonly unit: string };
  readonly dataPointType: number;
  /** Of sums. */
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly SdkDataPoint[];
}

/** Numbered as the SDK numbers them. */
export const DataPointType = { histogram: 0, exponentialHistogram: 1, gauge: 2, sum: 3 } as const;

export interface SdkMetricReader {
  collect(): Promise<{
    readonly resourceMetrics: {
      readonly scopeMetrics: readonly {
        readonly scope: { readonly name: string };
        readonly metrics: readonly SdkMetric[];
      }[];
    };
  }>;
}

export interface SdkMeterProvider {
  shutdown(): Promise<void>;
}

/** What is used of `@opentelemetry/sdk-metrics`. */
export interface SdkMetrics {
  readonly MetricReader: abstract new (options: { readonly cardinalitySelector: () => number }) => SdkMetricReader;
  readonly MeterProvider: new (options: { readonly readers: readonly SdkMetricReader[] }) => SdkMeterProvider;
}

const PACKAGE = '@opentelemetry/sdk-metrics';

/** The bot's own copy, where its program or its folder has one. It is loaded in one go, so that nothing is lost meanwhile. */
export const loadSdkMetrics = (): SdkMetrics | undefined => {
  for (const place of [process.argv[1], join(process.cwd(), 'package.json')]) {
    if (place === undefined) continue;
    try {
      return createRequire(place)(PACKAGE) as SdkMetrics;
    } catch {
      // It is not there, or cannot run: the next place may have one.
    }
  }
  return undefined;
};
