import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../testing/manual-clock.js';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import type { Closer } from './closer.js';
import { Closers } from './closers.js';
import { createShutdown, type ShutdownManner } from './shutdown.js';

const WAITS: ShutdownManner = { waits: new AbortController().signal };

const setUp = (closers: readonly Closer[] = [], timeoutMs = 12_000) => {
  const clock = createManualClock();
  const { diagnostics, lines } = recordDiagnostics();
  const seen: string[] = [];
  const work = { open: 0 };
  const noting = (name: string, phase: Closer['phase']): Closer => ({
    name,
    phase,
    close: () => void seen.push(`${name} ${clock.nowMs() - 1_000}`),
  });
  const all: Closer[] = [...closers];
  const shutdown = createShutdown({ clock, diagnostics, timeoutMs, closers: () => all, open: () => work.open });
  /** Turns the clock on until the shutdown is over. */
  const finish = async (manner: ShutdownManner) => {
    let isOver = false;
    const end = shutdown.run(manner).then(() => {
      isOver = true;
    });
    for (let step = 0; step < 20_000 && !isOver; step++) {
      await nextTurn();
      if (!isOver) clock.advance(10);
    }
    await end;
    return clock.nowMs() - 1_000;
  };
  return { clock, lines, seen, work, all, noting, shutdown, finish };
};
const hanging = (name: string): Closer => ({ name, phase: 'clients', close: () => new Promise(() => undefined) });

describe('a shutdown', () => {
  it('goes phase by phase, and in each from the last that was named to the first', async () => {
    const { all, noting, seen, finish } = setUp();
    all.push(noting('traces', 'telemetry'), noting('pool', 'clients'), noting('redis', 'clients'));
    all.push(noting('jobs', 'work'), noting('readiness', 'intake'));
    expect(await finish(WAITS)).toBe(0);
    expect(seen).toEqual(['readiness 0', 'jobs 0', 'redis 0', 'pool 0', 'traces 0']);
  });

  it('takes nothing new after a third of its time, and waits no longer than two thirds of it', async () => {
    const { all, noting, seen, work, finish, lines } = setUp();
    work.open = 2;
    all.push(noting('readiness', 'intake'), noting('pool', 'clients'));
    const refuse = () => void seen.push('refuse');
    expect(await finish({ ...WAITS, refuse })).toBe(8_000);
    expect(seen).toEqual(['readiness 0', 'refuse', 'pool 8000']);
    expect(lines[0]?.line).toContain('any longer for 2 transactions at work; raise ASTROLABE_SHUTDOWN_TIMEOUT');
  });

  it('goes on as soon as the work is done', async () => {
    const { clock, all, noting, seen, work, finish } = setUp();
    work.open = 1;
    all.push(noting('pool', 'clients'));
    clock.after(5_000, () => {
      work.open = 0;
    });
    expect(await finish(WAITS)).toBe(5_000);
    expect(seen).toEqual(['pool 5000']);
  });

  it('waits no longer for what nobody is at work on', async () => {
    const { clock, all, noting, seen, work, finish, lines } = setUp();
    work.open = 1;
    all.push(noting('pool', 'clients'));
    const drained = new AbortController();
    clock.after(1_000, () => drained.abort());
    await finish({ waits: drained.signal });
    expect([seen, lines]).toEqual([['pool 1000'], []]);
  });

  it('waits for nothing when it is stopped by the bot', async () => {
    const { work, finish, lines } = setUp();
    work.open = 1;
    expect(await finish({ waits: undefined })).toBe(0);
    expect(lines).toEqual([]);
  });

  it('gives those that hang an equal share each, and the others are closed', async () => {
    const { all, noting, seen, finish, lines } = setUp([hanging('first')]);
    all.push(noting('pool', 'clients'), hanging('last'));
    const tookMs = await finish(WAITS);
    expect(tookMs).toBeLessThanOrEqual(10_010);
    expect(seen).toHaveLength(1);
    expect(Number(seen[0]?.split(' ')[1])).toBeLessThan(3_400);
    expect(lines.map(({ line }) => /closer (\w+) did not/.exec(line)?.[1])).toEqual(['last', 'first']);
  });

  it('tells a closer by its signal that its time is over', async () => {
    const aborted: boolean[] = [];
    const patient: Closer = {
      name: 'patient',
      phase: 'clients',
      close: (signal) =>
        new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            aborted.push(signal.aborted);
            resolve();
          });
        }),
    };
    const { finish, lines } = setUp([patient]);
    await finish(WAITS);
    expect(aborted).toEqual([true]);
    expect(lines.map(({ line }) => line)).toEqual([
      'astrolabe: the closer patient gave up when its time was over; raise ASTROLABE_SHUTDOWN_TIMEOUT if it needs more ' +
        '[ASTROLABE_CLOSER_LATE]',
    ]);
  });

  it.each([
    ['an error', new Error('+447700900123')],
    ['nothing', undefined],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          getPrototypeOf: () => {
            throw new Error('trap');
          },
        },
      ),
    ],
  ])('goes on after a closer that throws %s', async (_what, thrown) => {
    const throwing = (close: () => unknown): Closer => ({ name: 'broken', phase: 'clients', close });
    const sync = throwing(() => {
      throw thrown;
    });
    const { finish, lines, seen, all, noting } = setUp([sync, throwing(() => Promise.reject(thrown))]);
    all.unshift(noting('pool', 'clients'));
    await finish(WAITS);
    expect(seen).toEqual(['pool 0']);
    expect(lines.map(({ line }) => line).join()).toMatch(/the closer broken failed .*\[ASTROLABE_CLOSER_FAILED\]/);
    expect(lines.map(({ line }) => line).join()).not.toContain('447700900123');
  });

  it('happens once, however often it is asked for', async () => {
    const { all, noting, seen, shutdown, finish } = setUp();
    all.push(noting('pool', 'clients'));
    await Promise.all([finish(WAITS), shutdown.run({ waits: undefined })]);
    expect(seen).toHaveLength(1);
  });
});

describe('what the owner wants closed', () => {
  it('is named after its function, and can be taken back', () => {
    const closers = new Closers();
    closers.add(function pool() {});
    const remove = closers.add(() => undefined, { name: 'redis', phase: 'work' });
    closers.add(() => undefined);
    expect(closers.all().map(({ name, phase }) => `${name} ${phase}`)).toEqual([
      'pool clients',
      'redis work',
      'of clients 3 clients',
    ]);
    remove();
    expect(closers.all()).toHaveLength(2);
  });

  it('has to be a function, in a phase that there is', () => {
    expect(() => new Closers().add({ end: () => undefined } as never)).toThrow('onShutdown() takes a function');
    expect(() => new Closers().add(() => undefined, { phase: 'end' as never })).toThrow(
      'one of intake, work, clients, telemetry',
    );
  });
});
