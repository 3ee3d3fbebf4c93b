import { createRequire } from 'node:module';
import type * as Api from '@opentelemetry/api';
import { afterEach, expect, it } from 'vitest';
import { GlobalOffer, type Offered } from './global-offer.js';

const api: typeof Api = createRequire(import.meta.url)('@opentelemetry/api');
const KEY = Symbol.for('opentelemetry.js.api.1');
const isSeen = () => Object.getOwnPropertyDescriptor(globalThis, KEY)?.get !== undefined;

const offered = { trace: { getTracer: () => undefined }, context: { active: () => api.ROOT_CONTEXT } };
const told: string[] = [];
const events = { taken: () => told.push('taken'), refused: () => told.push('refused'), read: () => told.push('read') };
let offer: GlobalOffer | undefined;

const place = (settlesAfterMs: number) => {
  told.length = 0;
  offer = new GlobalOffer(offered as unknown as Offered, events, settlesAfterMs);
};
const read = (times: number) => {
  for (let time = 0; time < times; time++) api.context.active();
};
const register = () => api.trace.setGlobalTracerProvider({ getTracer: () => ({}) } as unknown as Api.TracerProvider);

afterEach(() => {
  offer?.withdraw();
  api.trace.disable();
  Reflect.deleteProperty(globalThis, KEY);
});

it('tells of readers ever more seldom', () => {
  place(60_000);
  read(4_000);
  expect(told.filter((each) => each === 'read').length).toBeLessThan(20);
});

it('gives its place to who comes while it is new, however often it was read', () => {
  place(60_000);
  read(20_000);
  expect([isSeen(), register()]).toEqual([true, true]);
});

it('has its place for good once it was read often for a while, and leaves nothing behind', () => {
  place(0);
  read(100);
  expect(isSeen()).toBe(true);
  read(20_000);
  expect([isSeen(), register(), api.trace.getTracerProvider()]).toEqual([false, false, expect.anything()]);
  offer?.withdraw();
  expect(KEY in globalThis).toBe(false);
});
