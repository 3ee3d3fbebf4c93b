import type { Clock } from './clock.js';
import type { ConfigOf, OptionTable } from './config/option.js';
import type { Diagnostics } from './diagnostics.js';
import type { ErrorReporter } from './exceptions/error-reporter.js';
import type { RecentTransactions } from './export/recent-transactions.js';
import type { Check } from './health/check.js';
import type { Endpoint } from './http/endpoint.js';
import type { Middleware } from './http/middleware.js';
import type { IncomingWatcher } from './instrument/incoming/incoming-watcher.js';
import type { Instrumentation } from './instrument/instrumentation.js';
import type { Closer } from './lifecycle/closer.js';
import type { MetricStore } from './metrics/store.js';
import type { Objective } from './objectives/objective.js';
import type { DeferredWork } from './recorder/deferred-work.js';
import type { OverheadMeter } from './recorder/overhead-meter.js';
import type { TransactionProcessor } from './recorder/recorder.js';
import type { TransactionExporter } from './recorder/transaction-exporter.js';
import type { Rule } from './rules/rule.js';
import type { Tracer } from './tracing/tracer.js';
import type { Transaction } from './tracing/transaction.js';

/** What a plugin may use. */
export interface Core {
  readonly metrics: MetricStore;
  readonly tracer: Tracer;
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  /** Where our own cost is measured. */
  readonly overhead: OverheadMeter;
  /** For bookkeeping that need not be done at once: what comes often is cheaper in batches. */
  readonly deferred: DeferredWork;
  readonly service: ServiceIdentity;
  /** The latest transactions that were kept, without anything personal. */
  readonly recent: RecentTransactions;
  /**
   * Has a transaction kept where `seconds`, which were observed in `metric` under `labels`, are more than an objective in
   * force allows, or bad to it whatever they are.
   */
  keepIfSlow(
    transaction: Transaction,
    metric: string,
    seconds: number,
    labels?: Readonly<Record<string, string>>,
  ): void;
  /** Tells a watcher of the requests that it wants; returns the end of it. */
  watchIncoming(watcher: IncomingWatcher): () => void;
  /** What every plugin contributed; complete once all are set up. */
  readonly contributions: AllContributions;
}

export interface ServiceIdentity {
  readonly name: string;
  readonly version: string | undefined;
}

/** The only door between a package and the rest: options in, contributions out. */
export interface Plugin<T extends OptionTable = OptionTable> {
  readonly name: string;
  readonly options: T;
  /** Synchronous, without I/O. Work starts in an instrumentation's `enable`, after the start. */
  setup(core: Core, config: ConfigOf<T>): Contributions;
}

/** Something that a page about the bot shows. */
export interface Panel {
  readonly id: string;
  readonly title: string;
  read(): unknown;
}

export interface Contributions {
  readonly instrumentations?: readonly Instrumentation[];
  readonly processors?: readonly TransactionProcessor[];
  readonly exporters?: readonly TransactionExporter[];
  readonly reporters?: readonly ErrorReporter[];
  readonly objectives?: readonly Objective[];
  readonly checks?: readonly Check[];
  /** For checks that come and go after the start; `checks` is read again then. */
  readonly checkChanges?: ChangeListening;
  readonly endpoints?: readonly Endpoint[];
  /** Each endpoint's path with the variable that moves it, for when the bot serves that path itself. */
  readonly movable?: Readonly<Record<`/${string}`, string>>;
  readonly middleware?: readonly Middleware[];
  readonly rules?: readonly Rule[];
  readonly panels?: readonly Panel[];
  readonly closers?: readonly Closer[];
  /** Parts of the start line: what is on, what is off, and why. Read when the bot listens. */
  readonly startLine?: StartLinePart;
  /** What else `/health` tells an authorized caller of this process. */
  readonly notes?: () => readonly string[];
}

/** `isOurs` tells whether one of our addresses is served by us, and not by the bot itself. */
export type StartLinePart = (isOurs: (path: string) => boolean) => readonly string[];

/** Calls the listener at each change; returns the end of it. */
export type ChangeListening = (listener: () => void) => () => void;

export type AllContributions = {
  readonly [K in Exclude<keyof Contributions, 'startLine' | 'movable' | 'checkChanges' | 'notes'>]-?: NonNullable<
    Contributions[K]
  >;
} & {
  readonly movable: Readonly<Record<string, string>>;
  readonly startLines: readonly StartLinePart[];
  readonly notes: () => readonly string[];
  readonly checkChanges: readonly ChangeListening[];
};
