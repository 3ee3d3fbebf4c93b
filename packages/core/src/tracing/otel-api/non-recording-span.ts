import type { SpanContext } from '../span-context.js';

const NO_IDS: SpanContext = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };

/** A span of which nothing is recorded: that of another process, or one that is suppressed. */
export class NonRecordingSpan {
  private readonly context: SpanContext;

  constructor(context: SpanContext) {
    this.context = context;
  }

  spanContext(): SpanContext {
    return this.context;
  }
  isRecording(): boolean {
    return false;
  }
  setAttribute(): this {
    return this;
  }
  setAttributes(): this {
    return this;
  }
  addEvent(): this {
    return this;
  }
  addLink(): this {
    return this;
  }
  addLinks(): this {
    return this;
  }
  setStatus(): this {
    return this;
  }
  updateName(): this {
    return this;
  }
  recordException(): void {}
  end(): void {}
}

/** What is started where tracing is suppressed: it has no ids. */
export const SUPPRESSED_SPAN = new NonRecordingSpan(NO_IDS);
