import { newSpanId } from './ids.js';
import type { Transaction } from './transaction.js';

export type AttributeValue = string | number | boolean;

/** One timed operation. Recording it never throws; whatever was set is kept by reference until it is read. */
export class Span {
  readonly name: string;
  readonly transaction: Transaction;
  readonly parent: Span | undefined;
  /** Monotonic milliseconds, as `clock.nowMs()` gives them. */
  readonly startMs: number;
  /** NaN while it is running. */
  endMs: number = Number.NaN;
  /** Name, value, name, value …; a later value of a name wins. */
  attributes: (string | AttributeValue)[] | undefined = undefined;
  exception: unknown = undefined;
  private id: string | undefined = undefined;

  constructor(name: string, transaction: Transaction, parent: Span | undefined, startMs: number) {
    this.name = name;
    this.transaction = transaction;
    this.parent = parent;
    this.startMs = startMs;
  }

  /** 16 hex digits, made when first asked for. */
  get spanId(): string {
    this.id ??= newSpanId();
    return this.id;
  }

  get ended(): boolean {
    return !Number.isNaN(this.endMs);
  }

  setAttribute(name: string, value: AttributeValue): this {
    if (this.attributes === undefined) this.attributes = [name, value];
    else this.attributes.push(name, value);
    return this;
  }

  /** Keeps the first error of the span, and of its transaction. */
  recordException(error: unknown): void {
    this.exception ??= error;
    this.transaction.error ??= error;
  }

  /** Ends it once, now or at `endMs`; the root's end may end the transaction. */
  end(endMs?: number): void {
    if (this.ended) return;
    this.endMs = endMs ?? this.transaction.clock.nowMs();
    if (this.parent === undefined) this.transaction.rootEnded();
  }
}
