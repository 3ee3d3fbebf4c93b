import { describe, expect, it, vi } from 'vitest';
import { createRuntime } from '../runtime.js';
import { eventually } from '../testing/eventually.js';
import { createManualClock, type ManualClock } from '../testing/manual-clock.js';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import { CircuitBreaker } from './circuit-breaker.js';
import type { ResourceMetrics } from './metric-data.js';
import { MetricSender } from './metric-sender.js';
import type { ExportResult } from './otel-exporter.js';
import { NO_RETRY_AFTER } from './retry-after.js';

const HOUR_MS = 3_600_000;

const openSender = (timed: (ms: number) => number = (ms) => ms) => {
  const manual = createManualClock(1_000, 1_700_000_000_000);
  const clock = Object.assign(Object.create(manual) as ManualClock, {
    after: (ms: number, task: () => void) => manual.after(timed(ms), task),
  });
  const { diagnostics, lines } = recordDiagnostics();
  const runtime = createRuntime({ clock, diagnostics });
  runtime.metrics.counter('charts_total', { help: 'Charts.' }).inc(1);
  const sent: ResourceMetrics[] = [];
  const collector: { answer: ExportResult } = { answer: { code: 0 } };
  const exporter = {
    export: (payload: ResourceMetrics, done: (result: ExportResult) => void) => {
      sent.push(payload);
      done(collector.answer);
    },
  };
  const sender = new MetricSender({
    ...runtime,
    breaker: new CircuitBreaker(clock),
    resource: { attributes: {} },
    kind: 'explicit',
    exporter: () => Promise.resolve(exporter),
    timeoutMs: 1_000,
    retryAfter: NO_RETRY_AFTER,
    settled: () => undefined,
  });
  /** In seconds since 1970. */
  const interval = async (): Promise<readonly (number | undefined)[]> => {
    sent.length = 0;
    await sender.send();
    const points = sent.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
    const point = points.find(({ descriptor }) => descriptor.name === 'charts_total')?.dataPoints[0];
    return [point?.startTime[0], point?.endTime[0]];
  };
  return { clock, interval, sender, sent, collector, runtime, lines };
};

describe('metrics that cannot be read', () => {
  it('are said to be so, end nothing, and are sent when they can', async () => {
    const { sender, sent, runtime, lines } = openSender();
    const families = vi.spyOn(runtime.metrics, 'families').mockImplementation(() => {
      throw new TypeError('broken');
    });
    await sender.send();
    expect(sent).toEqual([]);
    expect(lines.map(({ line }) => line)).toEqual([
      expect.stringMatching(/sending metrics.*TypeError.*EXPORTER_FAILED/),
    ]);
    families.mockRestore();
    await sender.send();
    expect(sent).toHaveLength(1);
  });
});

describe('metrics that nobody takes', () => {
  const AWAY = { code: 1, error: Object.assign(new Error('gone'), { code: 503 }) };
  const REFUSES = { code: 1, error: Object.assign(new Error('never'), { code: 400 }) };

  it('are sent again after the pause, not first with the next ones', async () => {
    const { clock, sender, sent, collector } = openSender();
    sender.repeat(60_000);
    collector.answer = AWAY;
    clock.advance(60_000);
    await eventually('they were tried', () => sent.length === 1 && clock.pending === 2);
    collector.answer = { code: 0 };
    clock.advance(1_200);
    await eventually('they are sent', () => sent.length === 2);
    expect(clock.pending).toBe(1);
  });

  it('are sent again as well where the timer of the pause comes early, as those of Node do', async () => {
    const { clock, sender, sent, collector } = openSender((ms) => ms - 1.5);
    sender.repeat(60_000);
    collector.answer = AWAY;
    clock.advance(60_000);
    await eventually('they were tried', () => sent.length === 1 && clock.pending === 2);
    clock.advance(1_200);
    await eventually('they are tried again', () => sent.length === 2);
  });

  it('wait for nothing once nothing is to be sent any more', async () => {
    const { clock, sender, sent, collector } = openSender();
    const end = sender.repeat(60_000);
    collector.answer = AWAY;
    clock.advance(60_000);
    await eventually('they were tried', () => sent.length === 1 && clock.pending === 2);
    end();
    expect(clock.pending).toBe(0);
    await sender.send();
    clock.advance(HOUR_MS);
    await sender.send();
    expect([sent.length, clock.pending]).toEqual([2, 0]);
  });

  it('are not sent again where they are refused, nor at the end', async () => {
    const { clock, sender, sent, collector } = openSender();
    collector.answer = REFUSES;
    await sender.send();
    expect(clock.pending).toBe(0);
    clock.advance(HOUR_MS);
    collector.answer = AWAY;
    await sender.send();
    await sender.close(AbortSignal.timeout(5_000));
    expect([sent.length, clock.pending]).toEqual([3, 0]);
  });
});

describe('the interval that is counted in', () => {
  it('has one beginning, whatever the wall clock does after it', async () => {
    const { clock, interval } = openSender();
    expect(await interval()).toEqual([1_699_999_999, 1_700_000_000]);
    clock.advance(60_000);
    clock.stepWall(HOUR_MS);
    expect(await interval()).toEqual([1_699_999_999, 1_700_003_660]);
  });

  it('begins before it ends, on a clock that was an hour ahead as well', async () => {
    const { clock, interval } = openSender();
    await interval();
    clock.advance(60_000);
    clock.stepWall(-HOUR_MS);
    expect(await interval()).toEqual([1_699_996_399, 1_699_996_460]);
    clock.advance(60_000);
    expect(await interval()).toEqual([1_699_996_399, 1_699_996_520]);
  });
});
