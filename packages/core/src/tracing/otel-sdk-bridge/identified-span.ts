import { Span } from '../span.js';
import type { SpanContext } from '../span-context.js';
import type { SpanKind } from '../span-kind.js';
import type { Transaction } from '../transaction.js';

/** A span whose ids somebody else has given. */
export class IdentifiedSpan extends Span {
  private readonly context: SpanContext;

  constructor(
    name: string,
    transaction: Transaction,
    parent: Span,
    startMs: number,
    kind: SpanKind,
    context: SpanContext,
  ) {
    super(name, transaction, parent, startMs, kind);
    this.context = context;
  }

  override spanContext(): SpanContext {
    return this.context;
  }
}
