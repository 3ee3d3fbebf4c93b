import { setImmediate as nextTurn } from 'node:timers/promises';
import { createManualClock, eventually, type ManualClock } from '@astrolabe/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadableSpan } from '../../src/tracing/otel-api/readable-span.js';
import { type ExportingBot, exportingBot } from './bot.js';

const SECONDS_AN_HOUR = 3_600;
const QUEUE = 200;
/** Of each of the transactions that are kept, one a second. */
const SPANS = 4;

let clock: ManualClock;
let bot: ExportingBot;
let isAway: boolean;
let attempts: number;
let ids: string[];

beforeEach(() => {
  clock = createManualClock();
  [isAway, attempts, ids] = [true, 0, []];
  const spanExporter = {
    export: (spans: ReadableSpan[], done: (result: { code: number; error?: Error }) => void) => {
      attempts++;
      if (isAway) return done({ code: 1, error: Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }) });
      ids.push(...spans.map((span) => span.spanContext().spanId));
      return done({ code: 0 });
    },
  };
  bot = exportingBot(
    { OTEL_BSP_SCHEDULE_DELAY: '1000', OTEL_BSP_MAX_QUEUE_SIZE: String(QUEUE) },
    { options: { spanExporter, shutdownTimeout: '5s' }, clock },
  );
});
afterEach(() => bot.dispose());

const waiting = (): number => {
  const [sample] = bot.runtime.metrics.family('astrolabe_export_queue_spans')?.series() ?? [];
  return sample?.value as number;
};
const keep = () =>
  bot.keep('reading', (transaction) => {
    for (let child = 1; child < SPANS; child++) transaction.startSpan('chart').end();
  });
/** One is kept each second; returns the most that has waited. */
const work = async (seconds: number): Promise<number> => {
  let most = 0;
  for (let second = 0; second < seconds; second++) {
    const { traceId } = keep();
    clock.advance(1_000);
    await eventually('it is read', () => bot.runtime.recent.find(traceId) !== undefined);
    await nextTurn();
    most = Math.max(most, waiting());
  }
  return most;
};
const total = () => Object.values(bot.outcomes()).reduce((all, one) => all + one, 0);

describe('a collector that is away for an hour', () => {
  it('is tried ever less often, and what waits for it is bounded and counted', async () => {
    expect(await work(SECONDS_AN_HOUR)).toBe(QUEUE);
    // Once a minute, and a few times at the beginning.
    expect(attempts).toBeGreaterThan(50);
    expect(attempts).toBeLessThan(90);
    expect(total() + waiting()).toBe(SECONDS_AN_HOUR * SPANS);
    expect(bot.lines.filter(({ line }) => /EXPORT_/.test(line))).toHaveLength(2);
  });

  it('gets what waits and all that comes after it, when it is back', async () => {
    await work(SECONDS_AN_HOUR);
    isAway = false;
    const { exported = 0, ...lost } = bot.outcomes();
    await work(120);
    await bot.instance.stop();
    expect([exported, bot.outcomes()]).toEqual([0, { ...lost, exported: ids.length, queue_full: expect.any(Number) }]);
    expect(total()).toBe((SECONDS_AN_HOUR + 120) * SPANS);
    expect(new Set(ids).size).toBe(ids.length);
    // At most a minute passes before it is tried again, and the queue is full meanwhile.
    expect(ids.length).toBeGreaterThan(60 * SPANS);
  });

  it('would fill the memory without the bound', async () => {
    await bot.dispose();
    const spanExporter = { export: (_spans: unknown, done: (result: { code: number }) => void) => done({ code: 1 }) };
    bot = exportingBot(
      { OTEL_BSP_SCHEDULE_DELAY: '1000', OTEL_BSP_MAX_QUEUE_SIZE: '100000' },
      { options: { spanExporter, shutdownTimeout: 0 }, clock },
    );
    expect(await work(300)).toBeGreaterThan(QUEUE);
  });
});

it('a minute in which the process is suspended costs an attempt at most', async () => {
  isAway = false;
  await work(10);
  keep();
  clock.suspend(60_000);
  await work(10);
  await bot.instance.stop();
  expect([bot.outcomes(), new Set(ids).size]).toEqual([{ exported: 21 * SPANS }, 21 * SPANS]);
});
