import type { Clock } from '../clock.js';
import type { Span } from './span.js';
import type { SpanKind } from './span-kind.js';
import { DEFAULT_SPAN_LIMITS, type SpanLimits } from './span-limits/span-limits.js';
import { monotonicMs, type TimeInput } from './time-input.js';
import type { HeadSampling, TransactionOrigin } from './trace-place.js';
import { type RootOptions, Transaction, type TransactionKind } from './transaction.js';
import { EvenSample } from './w3c/even-sample.js';
import { type WallOrigin, wallOrigin } from './wall-origin.js';

/** Longer than any turn, and than most jobs: what is still open then has been forgotten. */
export const LONGEST_MS = 2 * 3_600_000;
const LOOK_EVERY_MS = 60_000;
/** For so long at most what begins is told the time as it was before the wall clock stepped. */
const READ_WALL_EVERY_MS = 1_000;
export const DEFAULT_MAX_BYTES = 32 * 2 ** 20;
export const MAX_SPANS = 1_000;
/** What a transaction and a span take with what most have set on them: an estimate, since measuring would cost more. */
const TRANSACTION_BYTES = 1_024;

/** The transactions of a process that have begun and not ended, in the order in which they began. */
export class Transactions {
  readonly clock: Clock;
  /** What begins from now on has its times by it. */
  wall: WallOrigin;
  /** The most that is kept of each span that starts from now on. */
  limits: SpanLimits = DEFAULT_SPAN_LIMITS;
  sampling: HeadSampling = { sample: new EvenSample(1), trustsCallers: false };
  /** The most that all of them may take; spans beyond it are counted and not kept. */
  maxBytes = DEFAULT_MAX_BYTES;
  spanBytes = 0;
  /** Since the process began. */
  droppedSpans = { transaction: 0, memory: 0 };
  expired = 0;
  /** How many have ended. */
  finished = 0;
  /** The most spans of one transaction; spans beyond it are counted and not kept: one runaway loop must not fill the memory. */
  maxSpans = MAX_SPANS;
  private count = 0;
  private oldest: Transaction | undefined = undefined;
  private newest: Transaction | undefined = undefined;
  private readonly ended: (transaction: Transaction) => void;

  constructor(clock: Clock, ended: (transaction: Transaction) => void) {
    this.clock = clock;
    this.wall = wallOrigin(clock);
    this.ended = ended;
  }

  /** How many there are. */
  get open(): number {
    return this.count;
  }

  /** What they take, by estimate. */
  get bytes(): number {
    return this.spanBytes + this.count * TRANSACTION_BYTES;
  }

  get isFull(): boolean {
    return this.bytes >= this.maxBytes;
  }

  start(kind: TransactionKind, name: string, origin: TransactionOrigin, root?: RootOptions): Transaction {
    const transaction = new Transaction(kind, name, origin, this, root);
    this.count++;
    transaction.older = this.newest;
    if (this.newest === undefined) this.oldest = transaction;
    else this.newest.newer = transaction;
    this.newest = transaction;
    return transaction;
  }

  /** Called by a transaction that is over. Nothing of the others hangs on it afterwards. */
  end(transaction: Transaction): void {
    const { older, newer } = transaction;
    this.count--;
    this.finished++;
    this.spanBytes -= transaction.spanBytes;
    if (older === undefined) this.oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.newest = older;
    else newer.older = older;
    transaction.older = undefined;
    transaction.newer = undefined;
    this.ended(transaction);
  }

  /** Work that was begun in the context of what is over: a transaction of its own in the same trace. */
  continueAfter(parent: Span, name: string, kind: SpanKind, startMs: number): Transaction {
    const transaction = this.start('task', name, undefined, { kind, startMs });
    transaction.continueAfter(parent);
    return transaction;
  }

  /** The beginning of one of them, as somebody else gives it. */
  monotonicMs(time: TimeInput): number {
    return monotonicMs(time, this.clock, this.wall);
  }

  /** Follows the wall clock wherever it steps; returns the end of it. */
  followWall(): () => void {
    const read = () => {
      this.wall = wallOrigin(this.clock, this.wall);
    };
    read();
    return this.clock.every(READ_WALL_EVERY_MS, read);
  }

  /** Ends what has been open for too long, now and from time to time; returns the end of it. */
  boundAges(): () => void {
    return this.clock.every(LOOK_EVERY_MS, () => {
      const beforeMs = this.clock.nowMs() - LONGEST_MS;
      for (let each = this.oldest; each !== undefined && each.begunMs <= beforeMs; each = this.oldest) {
        this.expired++;
        each.expire();
      }
    });
  }
}
