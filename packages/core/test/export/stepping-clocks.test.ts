import type { Span } from '@astrolabe/core';
import { createManualClock, type ManualClock } from '@astrolabe/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadableSpan } from '../../src/tracing/otel-api/readable-span.js';
import { wallOriginMs } from '../../src/tracing/time-input.js';
import { type ExportingBot, exportingBot } from './bot.js';

const HOUR_MS = 3_600_000;

let clock: ManualClock;
let bot: ExportingBot;
let sent: ReadableSpan[];
const spanExporter = {
  export: (spans: ReadableSpan[], done: (result: { code: number }) => void) => {
    sent.push(...spans);
    done({ code: 0 });
  },
};
beforeEach(() => {
  clock = createManualClock();
  sent = [];
  bot = exportingBot({}, { options: { spanExporter }, clock });
});
afterEach(() => bot.dispose());

const epochMs = ([seconds, nanoseconds]: readonly [number, number]): number => seconds * 1_000 + nanoseconds / 1e6;
const startsOf = async (): Promise<readonly number[]> => {
  await bot.instance.stop();
  return sent.map(({ startTime }) => epochMs(startTime));
};
const child = (parent: Span): void => parent.transaction.startSpan('chart', parent).end();

describe.each([
  ['on', HOUR_MS],
  ['back', -HOUR_MS],
])('a wall clock that is set %s by an hour', (_way, stepMs) => {
  it('moves no span of what had begun, and is followed by what begins a second later', async () => {
    const begunMs = clock.wallMs();
    bot.keep('before', ({ root }) => {
      clock.advance(10);
      child(root);
      clock.stepWall(stepMs);
      clock.advance(10);
      child(root);
    });
    clock.advance(1_000);
    const steppedMs = clock.wallMs();
    bot.keep('after');
    expect(await startsOf()).toEqual([begunMs, begunMs + 10, begunMs + 20, steppedMs]);
    expect(sent.map(({ duration }) => epochMs(duration))).toEqual([20, 0, 0, 0]);
  });

  it('would move it if it were read at the end', () => {
    const before = wallOriginMs(clock);
    clock.stepWall(stepMs);
    expect(wallOriginMs(clock) - before).toBe(stepMs);
  });

  it('leaves a time that somebody gave as it was given', async () => {
    const givenMs = clock.wallMs() + 5;
    bot.keep('reading', ({ root }) => {
      clock.stepWall(stepMs);
      clock.advance(2_000);
      root.addEvent('asked', givenMs);
    });
    await bot.instance.stop();
    expect(epochMs(sent[0]?.events[0]?.time ?? [0, 0])).toBe(givenMs);
  });
});

it('a wall clock that tells whole milliseconds puts no span before the one that it is in', async () => {
  const coarse = { ...clock, wallMs: () => Math.floor(clock.wallMs()) };
  await bot.dispose();
  bot = exportingBot({}, { options: { spanExporter }, clock: coarse });
  for (let count = 0; count < 20; count++) {
    bot.keep('reading', ({ root }) => {
      clock.advance(0.3);
      child(root);
      clock.advance(0.4);
    });
    clock.advance(1_000);
  }
  const starts = await startsOf();
  const gaps = starts.flatMap((start, at) => (at % 2 === 0 ? [] : [start - (starts[at - 1] ?? 0)]));
  expect(gaps.every((gap) => Math.abs(gap - 0.3) < 0.001)).toBe(true);
});
