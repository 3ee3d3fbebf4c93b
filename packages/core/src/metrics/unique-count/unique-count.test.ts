import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../testing/manual-clock.js';
import { recordDiagnostics } from '../../testing/recorded-diagnostics.js';
import { createMetricStore } from '../store.js';

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 10, 22, 12);
const KEY = new Uint8Array(16).fill(7);
const PHONE = '447700900123';

const setUp = (wallMs = NOON, key: Uint8Array | null = KEY) => {
  const clock = createManualClock(0, wallMs);
  let stepMs = 0;
  const { diagnostics, lines } = recordDiagnostics();
  const store = createMetricStore(diagnostics, undefined, {
    clock: { wallMs: () => clock.wallMs() + stepMs },
    ...(key && { key }),
  });
  const users = store.uniqueCount('feature_users', { help: 'h', labels: { feature: ['natal', 'transit'] } });
  const read = () =>
    [...users.series()].map(({ labels, value }) => [...labels.map(([, text]) => text), value].join(' '));
  return {
    store,
    users,
    read,
    lines,
    advance: clock.advance,
    /** Somebody sets the clock. */
    step: (ms: number) => {
      stepMs += ms;
    },
  };
};

describe('unique users', () => {
  it('are counted once a day for each feature', () => {
    const { users, read } = setUp();
    for (const user of [PHONE, PHONE, '447700900124']) users.add({ feature: 'natal' }, user);
    users.labels({ feature: 'transit' }).add(PHONE);
    expect(read()).toEqual(['natal today 2', 'transit today 1']);
  });

  it('are 0 from the start without labels', () => {
    const { store } = setUp();
    const visitors = store.uniqueCount('visitors', { help: 'h' });
    const values = () => [...visitors.series()].map(({ labels, value }) => [Object.fromEntries(labels), value]);
    expect(values()).toEqual([[{ day: 'today' }, 0]]);
    visitors.add(PHONE);
    expect(values()).toEqual([[{ day: 'today' }, 1]]);
  });

  it('begin anew at midnight in UTC, and the day before is kept with its final count', () => {
    const { users, read, advance } = setUp();
    users.add({ feature: 'natal' }, PHONE);
    advance(DAY_MS / 2 - 1);
    users.add({ feature: 'natal' }, '447700900124');
    expect(read()).toEqual(['natal today 2']);
    advance(1);
    expect(read()).toEqual(['natal today 0', 'natal yesterday 2']);
    users.add({ feature: 'natal' }, PHONE);
    expect(read()).toEqual(['natal today 1', 'natal yesterday 2']);
    advance(DAY_MS);
    expect(read()).toEqual(['natal today 0', 'natal yesterday 1']);
  });

  it('were nobody yesterday when nobody came, or the process was suspended for a day', () => {
    const { users, read, advance } = setUp();
    users.add({ feature: 'natal' }, PHONE);
    advance(2 * DAY_MS);
    expect(read()).toEqual(['natal today 0', 'natal yesterday 0']);
  });

  it('stay in their day when the clock steps back over midnight', () => {
    const { users, read, step } = setUp(Date.UTC(2026, 10, 22, 0, 0, 1));
    users.add({ feature: 'natal' }, PHONE);
    step(-5_000);
    users.add({ feature: 'natal' }, '447700900124');
    expect(read()).toEqual(['natal today 2']);
    step(5_000);
    expect(read()).toEqual(['natal today 2']);
  });

  it('begin anew when a clock that was far ahead is set right, and claim nothing of yesterday', () => {
    const { users, read, step } = setUp();
    users.add({ feature: 'natal' }, PHONE);
    step(-400 * DAY_MS);
    expect(read()).toEqual(['natal today 0']);
  });

  it('are the same as text, as number and as BigInt', () => {
    const { users, read } = setUp();
    for (const user of ['123', 123, 123n]) users.add({ feature: 'natal' }, user);
    expect(read()).toEqual(['natal today 1']);
  });

  it.each([
    ['a value of the type undefined', undefined],
    ['null', null],
    ['a value of the type string', ''],
    ['NaN', Number.NaN],
    ['a value of the type object', { phone: PHONE }],
    ['a value of the type symbol', Symbol('x')],
  ])('who are none are not counted, and said once: %s', (kind, user) => {
    const { users, read, lines } = setUp();
    for (let time = 0; time < 3; time++) users.add({ feature: 'natal' }, user as string);
    expect(read()).toEqual(['natal today 0']);
    expect(lines.map(({ line }) => line)).toEqual([expect.stringContaining(`feature_users was given ${kind}`)]);
    expect(JSON.stringify(lines)).not.toContain('4477');
  });

  it('are nowhere in the memory of the count', () => {
    const { users } = setUp();
    const series = users.labels({ feature: 'natal' });
    series.add(PHONE);
    const seen = JSON.stringify([series, [...users.series()]]);
    expect(seen).not.toContain(PHONE);
    expect(Buffer.from(series.exportRegisters()).includes(PHONE)).toBe(false);
  });

  it('share one series after the limit, which is lower than that of numbers', () => {
    const { store } = setUp();
    const users = store.uniqueCount('open_users', { help: 'h', labels: { feature: 'open' } });
    for (let feature = 0; feature < 1_000; feature++) users.add({ feature: `${feature}` }, PHONE);
    expect([...users.series()]).toHaveLength(101);
  });

  it('have the label day for themselves', () => {
    const { store } = setUp();
    expect(() => store.uniqueCount('x_users', { help: 'h', labels: { day: ['monday'] } })).toThrow('label "day"');
    expect(() => store.counter('x_total', { help: 'h', labels: { day: ['monday'] } })).not.toThrow();
  });

  it('have labels that stay the same arrays for readers who keep what they make of them', () => {
    const { users } = setUp();
    users.add({ feature: 'natal' }, PHONE);
    const labels = () => [...users.series()].map((sample) => sample.labels);
    expect(labels()[0]).toBe(labels()[0]);
  });
});

describe('the registers of several processes', () => {
  const series = (setting: ReturnType<typeof setUp>) => setting.users.labels({ feature: 'natal' });
  const addUsers = (setting: ReturnType<typeof setUp>, from: number, to: number) => {
    for (let user = from; user < to; user++) series(setting).add(`user-${user}`);
  };

  it.each([100, 40_000])('merge exactly: users of both count once, of %d', (users) => {
    const [one, other, both] = [setUp(), setUp(), setUp()];
    addUsers(one, 0, users);
    addUsers(other, users / 2, users * 1.5);
    addUsers(both, 0, users * 1.5);
    expect(series(one).mergeRegisters(series(other).exportRegisters())).toBe(true);
    expect(series(one).today).toBe(series(both).today);
    expect(series(other).today).toBeLessThan(series(both).today);
  });

  it('do not merge with those of another key, since all users would count twice', () => {
    const one = setUp();
    const stranger = setUp(NOON, new Uint8Array(16).fill(8));
    addUsers(one, 0, 100);
    addUsers(stranger, 0, 100);
    expect(series(one).mergeRegisters(series(stranger).exportRegisters())).toBe(false);
    expect(series(one).today).toBe(100);
  });

  it('do not merge with those of another day, or with what are none', () => {
    const one = setUp();
    const late = setUp(NOON + DAY_MS);
    addUsers(late, 0, 100);
    expect(series(one).mergeRegisters(series(late).exportRegisters())).toBe(false);
    expect(series(one).mergeRegisters(new Uint8Array(3))).toBe(false);
    expect(series(one).today).toBe(0);
  });

  it('of processes without a common key have keys of their own', () => {
    const [one, other] = [setUp(NOON, null), setUp(NOON, null)];
    addUsers(one, 0, 10);
    expect(series(other).mergeRegisters(series(one).exportRegisters())).toBe(false);
  });
});
