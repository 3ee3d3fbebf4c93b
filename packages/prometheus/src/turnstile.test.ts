import { createManualClock } from '@astrolabe/core/testing';
import { beforeEach, expect, it } from 'vitest';
import { createTurnstile, type Turnstile } from './turnstile.js';

let clock: ReturnType<typeof createManualClock>;
let turnstile: Turnstile;
let inside: string[];

beforeEach(() => {
  clock = createManualClock();
  turnstile = createTurnstile({ places: 2, waiting: 2, leaseMs: 10_000, clock });
  inside = [];
});
const enter = (name: string) =>
  turnstile.enter().then((leave) => {
    inside.push(name);
    return leave;
  });
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('lets as many in as there are places, and the others in their order', async () => {
  const leaveFirst = await enter('first');
  await enter('second');
  const third = enter('third');
  void enter('fourth');
  await settled();
  expect(inside).toEqual(['first', 'second']);
  leaveFirst();
  (await third)();
  await settled();
  expect(inside).toEqual(['first', 'second', 'third', 'fourth']);
});

it('is full when all places and all room to wait are taken', async () => {
  const leave = await enter('first');
  void enter('second');
  void enter('third');
  expect(turnstile.isFull).toBe(false);
  void enter('fourth');
  expect(turnstile.isFull).toBe(true);
  leave();
  expect(turnstile.isFull).toBe(false);
});

it('frees one place however often its holder leaves', async () => {
  const leave = await enter('first');
  await enter('second');
  leave();
  leave();
  void enter('third');
  void enter('fourth');
  await settled();
  expect(inside).toEqual(['first', 'second', 'third']);
});

it('lets the next one in when a place is held past its lease, and counts that place once', async () => {
  const leaveFirst = await enter('first');
  await enter('second');
  void enter('third');
  void enter('fourth');
  clock.advance(9_999);
  await settled();
  expect(inside).toHaveLength(2);
  clock.advance(1);
  await settled();
  expect(inside).toHaveLength(4);
  leaveFirst();
  void enter('fifth');
  await settled();
  expect(inside).toHaveLength(4);
});

it('leaves no timer behind', async () => {
  (await enter('first'))();
  expect(clock.pending).toBe(0);
});
