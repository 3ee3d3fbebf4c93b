import type { HistogramSeries } from '../../metrics/histogram.js';
import type { Core } from '../../plugin.js';
import type { Span } from '../../tracing/span.js';
import { SpanKind } from '../../tracing/span-kind.js';
import { StatusCode } from '../../tracing/span-status.js';
import type { OperationDurations } from './database-metrics.js';
import { databaseErrorType } from './error-type.js';
import type { QueryText } from './query-text.js';
import { QUERY_TEXT } from './query-text-processor.js';

const FAILED = { code: StatusCode.error };
/** Failures of an operation have few kinds; what exceeds them shares OpenTelemetry's word for the rest. */
const MAX_SERIES = 200;
const OTHER = '_OTHER';

/** What is called, as OpenTelemetry's attributes name it. */
export interface DatabaseIdentity {
  /** `db.system.name`: `postgresql`, `mysql`, `redis`, `mongodb`. */
  readonly system: string;
  /** The database's name or number; empty if it has none. */
  readonly namespace: string;
  readonly address: string;
  readonly port: number | undefined;
}

/** One database that the bot calls: what its spans say of it is made once. */
export class Database {
  private readonly identity: DatabaseIdentity;
  private readonly durations: OperationDurations;
  private readonly core: Pick<Core, 'tracer' | 'clock'>;
  private readonly series = new Map<string, HistogramSeries>();
  private readonly failures = new Map<string, HistogramSeries>();

  constructor(identity: DatabaseIdentity, durations: OperationDurations, core: Pick<Core, 'tracer' | 'clock'>) {
    this.identity = identity;
    this.durations = durations;
    this.core = core;
  }

  /** `server.address:server.port/db.namespace`: what a pool is called that has no name. */
  get poolName(): string {
    const { address, port, namespace } = this.identity;
    return `${address}${port === undefined ? '' : `:${port}`}${namespace === '' ? '' : `/${namespace}`}`;
  }

  /** Begins an operation; within a transaction, as a span of it. `parent` is who asked, where that is not active now. */
  begin(
    operation: string,
    details: OperationDetails = NO_DETAILS,
    parent?: Span,
    startMs = this.core.clock.nowMs(),
  ): DatabaseCall {
    const { tracer, clock } = this.core;
    const scope = parent ?? tracer.active();
    const span = scope?.transaction.startSpan(details.name ?? operation, scope, SpanKind.client, startMs);
    if (span !== undefined) span.attributes = this.attributes(operation, details);
    return new DatabaseCall(this, operation, startMs, span, clock);
  }

  /** Counts an operation that has ended. */
  count(operation: string, errorType: string | undefined, seconds: number): void {
    const series = errorType === undefined ? this.series.get(operation) : this.failures.get(operation + errorType);
    (series ?? this.addSeries(operation, errorType)).observe(seconds);
  }

  private addSeries(operation: string, errorType: string | undefined): HistogramSeries {
    const { system, namespace, address } = this.identity;
    const isFull = this.series.size + this.failures.size >= MAX_SERIES;
    const name = isFull ? OTHER : operation;
    const series = this.durations.at(system, name, namespace, address, errorType ?? '');
    if (isFull) return series;
    if (errorType === undefined) this.series.set(operation, series);
    else this.failures.set(operation + errorType, series);
    return series;
  }

  private attributes(operation: string, { collection, text, batchSize }: OperationDetails): unknown[] {
    const { system, namespace, address, port } = this.identity;
    const attributes: unknown[] = ['db.system.name', system, 'db.operation.name', operation];
    if (address !== '') attributes.push('server.address', address);
    if (namespace !== '') attributes.push('db.namespace', namespace);
    if (port !== undefined) attributes.push('server.port', port);
    if (collection !== undefined) attributes.push('db.collection.name', collection);
    if (batchSize !== undefined) attributes.push('db.operation.batch.size', batchSize);
    if (text !== undefined) attributes.push(QUERY_TEXT, text);
    return attributes;
  }
}

/** What a span says of an operation besides its name. */
export interface OperationDetails {
  /** Of the span; that of the operation by default, and in its place a statement's summary. */
  readonly name?: string;
  readonly collection?: string;
  readonly text?: QueryText;
  readonly batchSize?: number;
}

const NO_DETAILS: OperationDetails = {};

/** One operation on its way. */
export class DatabaseCall {
  readonly span: Span | undefined;
  private readonly database: Database;
  private readonly operation: string;
  private readonly startMs: number;
  private readonly clock: Core['clock'];
  private ended = false;

  constructor(database: Database, operation: string, startMs: number, span: Span | undefined, clock: Core['clock']) {
    this.database = database;
    this.operation = operation;
    this.startMs = startMs;
    this.span = span;
    this.clock = clock;
  }

  /** Ends it once: what comes later, such as the end after a failure, is not its own. */
  end(): void {
    this.settle(undefined);
  }

  fail(error: unknown): void {
    this.settle(databaseErrorType(error));
  }

  private settle(errorType: string | undefined): void {
    if (this.ended) return;
    this.ended = true;
    const endMs = this.clock.nowMs();
    this.database.count(this.operation, errorType, (endMs - this.startMs) / 1_000);
    if (this.span === undefined) return;
    if (errorType !== undefined) this.span.setAttribute('error.type', errorType).setStatus(FAILED);
    this.span.end(endMs);
  }
}
