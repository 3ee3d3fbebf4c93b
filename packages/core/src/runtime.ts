import { type Clock, systemClock } from './clock.js';
import { coreOptions } from './config/options.js';
import { createDiagnostics, type Diagnostics } from './diagnostics.js';
import { Exceptions } from './exceptions/exceptions.js';
import { RecentTransactions } from './export/recent-transactions.js';
import { collectionSeconds } from './governor/collection-seconds.js';
import type { CostReadings } from './governor/cost.js';
import { Governor } from './governor/governor.js';
import { isAtLeast } from './governor/level.js';
import type { Instance } from './instance.js';
import { HttpServerInstrumentation } from './instrument/http-server.js';
import { Jobs } from './jobs/jobs.js';
import { Closers } from './lifecycle/closers.js';
import { createExemplarProcessor } from './metrics/exemplar-processor.js';
import { createRequestMetrics, type RequestMetrics } from './metrics/request-metrics.js';
import { createMetricStore, type MetricStore } from './metrics/store.js';
import { Objectives } from './objectives/objectives.js';
import { DeferredWork } from './recorder/deferred-work.js';
import { OverheadMeter } from './recorder/overhead-meter.js';
import { createRecorder, type Recorder } from './recorder/recorder.js';
import { Sampling } from './recorder/sampling.js';
import { AstrolabeSpanProcessor } from './tracing/otel-sdk-bridge/span-processor.js';
import { createTracer, type RequestTracer } from './tracing/tracer.js';
import { Watches } from './watch/watches.js';

/**
 * The state of the process. It hangs on a global symbol, so that an ESM and a CommonJS copy of this code are one; and
 * it is there before the start, because ESM hoists imports above `app.use`.
 */
export interface Runtime {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly metrics: MetricStore;
  readonly overhead: OverheadMeter;
  readonly deferred: DeferredWork;
  readonly objectives: Objectives;
  /** The clients that the bot's owner has named. */
  readonly watches: Watches;
  /** What is kept of transactions. */
  readonly sampling: Sampling;
  readonly recorder: Recorder;
  /** Watches what all of this costs, and how much of it there is. */
  readonly governor: Governor;
  /** The latest transactions that were kept, as they may be shown. */
  readonly recent: RecentTransactions;
  readonly tracer: RequestTracer;
  /** Takes in the spans of an OpenTelemetry SDK that is the owner's. */
  readonly spanProcessor: AstrolabeSpanProcessor;
  readonly httpServer: HttpServerInstrumentation;
  readonly exceptions: Exceptions;
  readonly jobs: Jobs;
  /** What the bot's owner wants closed at a shutdown. */
  readonly closers: Closers;
  /** Declared at the start, when the options are known. */
  requestMetrics(): RequestMetrics;
  declareRequestMetrics(maxSeries: number): void;
  instance: Instance | undefined;
}

const KEY = Symbol.for('astrolabe.v1');

export interface RuntimeOptions {
  readonly clock?: Clock;
  readonly diagnostics?: Diagnostics;
}

export const createRuntime = (options: RuntimeOptions = {}): Runtime => {
  const diagnostics = options.diagnostics ?? createDiagnostics();
  const overhead = new OverheadMeter();
  const clock = options.clock ?? systemClock(diagnostics, overhead);
  const deferred = new DeferredWork(clock, diagnostics, overhead);
  const metrics = createMetricStore(diagnostics, () => deferred.flush(), { clock });
  const sampling = new Sampling({ clock, diagnostics, metrics, objectives: () => created.objectives.inForce });
  const recorder = createRecorder(diagnostics, (transaction) => sampling.decide(transaction));
  const tracer = createTracer(clock, recorder.transactionEnded);
  let requestMetrics: RequestMetrics | undefined;

  const declareRequestMetrics = (maxSeries: number) => {
    if (requestMetrics !== undefined) return;
    overhead.declare(metrics);
    exceptions.declare();
    requestMetrics = createRequestMetrics(metrics, { active: () => httpServer.active, maxSeries, diagnostics });
  };
  const currentRequestMetrics = () => {
    if (requestMetrics === undefined) declareRequestMetrics(coreOptions.maxSeries.fallback);
    return requestMetrics as unknown as RequestMetrics;
  };
  recorder.add(createExemplarProcessor(currentRequestMetrics));
  const httpServer = new HttpServerInstrumentation({
    overhead,
    tracer,
    clock,
    diagnostics,
    metrics: currentRequestMetrics,
  });
  const exceptions = new Exceptions({
    clock,
    diagnostics,
    metrics,
    tracer,
    transactionOf: (response) => httpServer.transactionOf(response),
    reporters: () => created.instance?.contributions.reporters ?? [],
  });
  const governor = new Governor({
    clock,
    diagnostics,
    readings: costReadings({ clock, metrics, overhead, transactions: tracer.transactions }),
  });
  const created: Runtime = {
    clock,
    diagnostics,
    metrics,
    overhead,
    deferred,
    objectives: new Objectives({ metrics, clock, diagnostics }),
    watches: new Watches(),
    sampling,
    recorder,
    governor,
    recent: new RecentTransactions(),
    tracer,
    spanProcessor: new AstrolabeSpanProcessor({ tracer, diagnostics, overhead }),
    httpServer,
    exceptions,
    jobs: new Jobs({
      clock,
      diagnostics,
      overhead,
      metrics,
      tracer,
      exceptions,
      isOff: () => !isListening(created, 'bullmq'),
    }),
    closers: new Closers(),
    requestMetrics: currentRequestMetrics,
    declareRequestMetrics,
    instance: undefined,
  };
  return created;
};

/** Whether Astrolabe runs, with the source of this name. */
const isListening = ({ instance, governor }: Runtime, source: string): boolean =>
  instance?.config.enabled === true &&
  isAtLeast(governor.level, 'metrics') &&
  !instance.config.disabledInstrumentations.includes(source);

/** Where the governor reads what Astrolabe costs. */
const costReadings = ({
  clock,
  metrics,
  overhead,
  transactions,
}: Pick<Runtime, 'clock' | 'metrics' | 'overhead'> & {
  readonly transactions: { readonly finished: number };
}): CostReadings => ({
  overheadSeconds: () => overhead.total,
  cpuSeconds: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  activeSeconds: () => performance.eventLoopUtilization().active / 1_000,
  gcSeconds: () => collectionSeconds(metrics),
  transactions: () => transactions.finished,
  nowMs: () => clock.nowMs(),
});

const holder = globalThis as { [KEY]?: Runtime | undefined };

/** The runtime of this process, made when it is first needed. */
export const runtime = (): Runtime => {
  holder[KEY] ??= createRuntime();
  return holder[KEY];
};

/** For tests: replaces the runtime of this process, or with `undefined` forgets it. */
export const replaceRuntime = (replacement: Runtime | undefined): void => {
  holder[KEY] = replacement;
};
