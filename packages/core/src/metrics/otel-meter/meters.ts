import type { Clock } from '../../clock.js';
import type { Diagnostics } from '../../diagnostics.js';
import type { OverheadMeter } from '../../recorder/overhead-meter.js';
import type { MetricStore } from '../store.js';
import { CollectedMetrics } from './collected-metrics.js';
import { loadSdkMetrics, type SdkMeterProvider, type SdkMetricReader, type SdkMetrics } from './sdk-metrics.js';

/** So old is what readers see at most, where collecting is cheap. */
const COLLECT_EVERY_MS = 1_000;
/** Collecting takes a hundredth of the time at most. */
const REST = 99;
/** Of one instrument; what exceeds it shares the SDK's own series `otel.metric.overflow`. */
const MAX_SERIES = 2_000;

export interface MetersOptions {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly metrics: MetricStore;
  readonly overhead: OverheadMeter;
  /** The bot's own `@opentelemetry/sdk-metrics`. */
  readonly load?: () => SdkMetrics | undefined;
}

/**
 * Meters of OpenTelemetry's API, by the stock SDK: it is loaded when somebody asks for a meter, and what its instruments
 * have counted is read into the store. Nothing of it is sent.
 */
export class Meters {
  private readonly options: MetersOptions;
  private readonly collected: CollectedMetrics;
  private loaded: { readonly provider: SdkMeterProvider | undefined } | undefined = undefined;
  private reader: SdkMetricReader | undefined = undefined;
  private stop: (() => void) | undefined = undefined;
  private notBeforeMs = 0;
  private isCollecting = false;

  constructor(options: MetersOptions) {
    this.options = options;
    this.collected = new CollectedMetrics(options.metrics, options.diagnostics);
  }

  /** The SDK's own `MeterProvider`; undefined where there is no SDK, which leaves the API with meters that do nothing. */
  get provider(): SdkMeterProvider | undefined {
    this.loaded ??= { provider: this.start() };
    return this.loaded.provider;
  }

  /** Collects from now on what has been counted, and what will be. */
  begin(): void {
    const { reader } = this;
    if (reader !== undefined) this.stop ??= this.options.clock.every(COLLECT_EVERY_MS, () => void this.collect(reader));
  }

  /** What was collected until now stays to be read. */
  end(): void {
    this.stop?.();
    this.stop = undefined;
  }

  private start(): SdkMeterProvider | undefined {
    const { diagnostics, load = loadSdkMetrics } = this.options;
    try {
      const sdk = load();
      if (sdk === undefined) {
        diagnostics.warnOnce(
          'ASTROLABE_METERS_OFF',
          "a meter of OpenTelemetry's API was asked for and @opentelemetry/sdk-metrics is not installed, so what it counts " +
            'is lost; install it to see it among the metrics',
        );
        return undefined;
      }
      const reader = new (readerOf(sdk))({ cardinalitySelector: () => MAX_SERIES });
      const provider = new sdk.MeterProvider({ readers: [reader] });
      this.reader = reader;
      this.begin();
      return provider;
    } catch (error) {
      diagnostics.failed('ASTROLABE_METERS_OFF', "starting OpenTelemetry's meters", error);
      return undefined;
    }
  }

  /** Instruments that are observed may take their time: nothing waits for them. */
  private async collect(reader: SdkMetricReader): Promise<void> {
    const { clock, diagnostics, overhead } = this.options;
    if (this.isCollecting || clock.nowMs() < this.notBeforeMs) return;
    this.isCollecting = true;
    try {
      const beginMs = performance.now();
      const { resourceMetrics } = await reader.collect();
      const collectedMs = performance.now();
      this.collected.replace(resourceMetrics.scopeMetrics);
      const endMs = performance.now();
      overhead.add((endMs - collectedMs) / 1_000);
      this.notBeforeMs = clock.nowMs() + (endMs - beginMs) * REST;
    } catch (error) {
      diagnostics.failed('ASTROLABE_METERS_OFF', "collecting OpenTelemetry's meters", error);
    } finally {
      this.isCollecting = false;
    }
  }
}

/** Reads when it is asked, and keeps nothing. */
const readerOf = ({ MetricReader }: SdkMetrics) =>
  class extends MetricReader {
    async onForceFlush(): Promise<void> {}
    async onShutdown(): Promise<void> {}
  };

/** There is one for each store: instruments outlive an instance that another takes the place of. */
const metersOfStores = new WeakMap<MetricStore, Meters>();

export const metersOf = (options: MetersOptions): Meters => {
  const meters = metersOfStores.get(options.metrics) ?? new Meters(options);
  metersOfStores.set(options.metrics, meters);
  return meters;
};
