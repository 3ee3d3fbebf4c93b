import { createManualClock } from '@astrolabe/core/testing';
import { expect, it } from 'vitest';
import { join } from '../test/exposition.js';
import { inSlices } from './slice.js';

/** Lines that take `costMs` of the clock each. */
function* lines(count: number, costMs: number, clock = createManualClock()): Generator<string> {
  for (let index = 0; index < count; index++) {
    clock.advance(costMs);
    yield `line ${index}\n`;
  }
}
async function* parts(...each: Iterable<string>[]): AsyncGenerator<Iterable<string>> {
  yield* each;
}

/** The most milliseconds of the clock that pass between two turns of the event loop. */
const longestHold = async (slices: AsyncIterable<string>, nowMs: () => number): Promise<number> => {
  let longest = 0;
  let lastMs = nowMs();
  let isDone = false;
  const turn = () => {
    longest = Math.max(longest, nowMs() - lastMs);
    lastMs = nowMs();
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  await join(slices);
  isDone = true;
  turn();
  return longest;
};

it('gives the event loop its turn before 2 ms are over', async () => {
  const clock = createManualClock();
  expect(await longestHold(inSlices(parts(lines(10_000, 0.02, clock)), clock), clock.nowMs)).toBeLessThan(2);
});

it('would be found out if it held the loop for the whole of a page', async () => {
  const clock = createManualClock();
  async function* unsliced() {
    for (const line of lines(10_000, 0.02, clock)) yield line;
  }
  expect(await longestHold(unsliced(), clock.nowMs)).toBeGreaterThan(100);
});

it('gives it its turn between parts that have few lines and take long', async () => {
  const clock = createManualClock();
  const slow = Array.from({ length: 50 }, () => lines(1, 1.5, clock));
  expect(await longestHold(inSlices(parts(...slow), clock), clock.nowMs)).toBeLessThan(2);
});

it('makes pieces of about the size of a socket buffer when it is quick', async () => {
  const pieces: string[] = [];
  for await (const piece of inSlices(parts(lines(30_000, 0)), createManualClock())) pieces.push(piece);
  expect(pieces.length).toBeGreaterThan(3);
  for (const piece of pieces) expect(piece.length).toBeLessThan(65 * 1024);
  expect(pieces.join('')).toBe([...lines(30_000, 0)].join(''));
});

it('makes nothing that is not asked for, and ends its source when the reader leaves', async () => {
  const clock = createManualClock();
  let made = 0;
  let ended = false;
  async function* endless(): AsyncGenerator<Iterable<string>> {
    try {
      for (;;) {
        made++;
        yield lines(100, 0.1, clock);
      }
    } finally {
      ended = true;
    }
  }
  const slices = inSlices(endless(), clock);
  await slices.next();
  expect(made).toBe(1);
  await slices.return(undefined);
  expect(ended).toBe(true);
  expect(made).toBe(1);
});

it('is an empty page without parts', async () => {
  expect(await join(inSlices(parts(), createManualClock()))).toBe('');
});
