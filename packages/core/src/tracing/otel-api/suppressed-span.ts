import type { SpanContext } from '../span-context.js';

const NO_IDS: SpanContext = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };

/** What is started where tracing is suppressed: nothing is recorded of it, and it has no ids. */
class SuppressedSpan {
  spanContext(): SpanContext {
    return NO_IDS;
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

export const SUPPRESSED_SPAN = new SuppressedSpan();
