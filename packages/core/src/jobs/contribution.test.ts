import { describe, expect, it, onTestFinished } from 'vitest';
import { start } from '../registry.js';
import { isolatedRuntime } from '../testing/isolated-runtime.js';
import { jobContributions } from './contribution.js';

const setUp = () => {
  const isolated = isolatedRuntime();
  onTestFinished(isolated.dispose);
  const { runtime, lines } = isolated;
  const startLineOf = (isInstalled: boolean) =>
    jobContributions(runtime.jobs, () => isInstalled).startLine?.(() => true) ?? [];
  return { runtime, lines, startLineOf };
};

describe('the start line', () => {
  it('says that jobs are not seen where BullMQ is there without our telemetry, and what to do', () => {
    const { startLineOf } = setUp();
    expect(startLineOf(true)).toEqual([
      "bullmq: not seen (telemetry: bullmq() of '@astrolabe/node/bullmq' on Queue and Worker)",
    ]);
    expect(startLineOf(false)).toEqual([]);
  });

  it('says that jobs are seen as soon as the telemetry is used', () => {
    const { runtime, startLineOf } = setUp();
    runtime.jobs.telemetry();
    expect([startLineOf(true), startLineOf(false)]).toEqual([['bullmq: jobs'], ['bullmq: jobs']]);
  });
});

describe('the telemetry of jobs', () => {
  const failing = (runtime: ReturnType<typeof setUp>['runtime']) => {
    start(runtime, { plugins: [], options: { log: 'error' }, environment: {} });
    runtime.tracer.startTransaction = () => {
      throw new Error('a fault of ours');
    };
    return runtime.jobs.telemetry();
  };

  it('lets a job go on when it fails itself, and says so', () => {
    const { runtime, lines } = setUp();
    const { tracer, contextManager } = failing(runtime);
    const span = tracer.startSpan('process replies', { kind: 4 });
    expect(contextManager.with(span.setSpanOnContext(undefined), () => 'done')).toBe('done');
    span.end();
    expect(lines.map(({ line }) => line)).toEqual([expect.stringContaining('the telemetry of jobs failed (Error)')]);
  });

  it('passes on what the work throws', () => {
    const { runtime } = setUp();
    const { contextManager } = failing(runtime);
    const work = () => {
      throw new RangeError('of the bot');
    };
    expect(() => contextManager.with(undefined, work)).toThrow(RangeError);
  });

  it('does nothing before Astrolabe is started', () => {
    const { runtime } = setUp();
    const { tracer, contextManager } = runtime.jobs.telemetry();
    const span = tracer.startSpan('process replies', { kind: 4 });
    expect([contextManager.active(), contextManager.getMetadata(undefined)]).toEqual([undefined, '']);
    span.end();
    expect(runtime.tracer.open).toBe(0);
  });

  it('has no context for loops that never end', () => {
    const { runtime } = setUp();
    start(runtime, { plugins: [], options: { log: 'none' }, environment: {} });
    const { contextManager } = runtime.jobs.telemetry();
    const { root } = runtime.tracer.startTransaction('task', 'x');
    const seen = contextManager.with(root, () => [
      contextManager.active(),
      contextManager.with(contextManager.root(), () => contextManager.active()),
    ]);
    expect(seen).toEqual([root, undefined]);
  });
});
