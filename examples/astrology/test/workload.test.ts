import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { RecentIds } from '../src/inbox/recent-ids.ts';
import { Workload } from '../src/inbox/workload.ts';

describe('recent ids', () => {
  it('knows an id from its second time on', () => {
    const ids = new RecentIds();

    expect([ids.add('a'), ids.add('a'), ids.add('b'), ids.add('a')]).toEqual([true, false, true, false]);
  });

  it('forgets the oldest first when it is full', () => {
    const ids = new RecentIds(2);
    for (const id of ['a', 'b', 'c']) ids.add(id);

    expect([ids.add('c'), ids.add('b'), ids.add('a')]).toEqual([false, false, true]);
  });
});

/** Tasks that end when the test says so. */
const tasks = (workload: Workload, count: number, keyOf = String as (index: number) => string) => {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  for (let index = 0; index < count; index++) {
    workload.add(keyOf(index), () => {
      started.push(index);
      const { promise, resolve } = Promise.withResolvers<void>();
      ends[index] = resolve;
      return promise;
    });
  }
  return { started, end: (index: number) => ends[index]?.() };
};

describe('a workload', () => {
  it('does so much at once, and the rest in its order', async () => {
    const workload = new Workload({ concurrency: 2, capacity: 10 });
    const { started, end } = tasks(workload, 4);
    expect(started).toEqual([0, 1]);

    end(1);
    await expect.poll(() => started).toEqual([0, 1, 2]);
    end(0);
    await expect.poll(() => started).toEqual([0, 1, 2, 3]);
  });

  it('does those of one key one after the other, and lets nobody else wait for them', async () => {
    const workload = new Workload({ concurrency: 2, capacity: 10 });
    const { started, end } = tasks(workload, 4, (index) => (index === 3 ? 'another' : 'one'));
    expect(started).toEqual([0, 3]);

    end(0);
    await expect.poll(() => started).toEqual([0, 3, 1]);
    end(1);
    await expect.poll(() => started).toEqual([0, 3, 1, 2]);
  });

  it('does each in the context it was added in, whichever task made room for it', async () => {
    const context = new AsyncLocalStorage<string>();
    const workload = new Workload({ concurrency: 1, capacity: 10 });
    const seen: (string | undefined)[] = [];
    for (const name of ['first', 'second']) {
      context.run(name, () => workload.add(name, async () => void seen.push(context.getStore())));
    }
    await workload.whenIdle();

    expect(seen).toEqual(['first', 'second']);
  });

  it('has room until everything at work and waiting fills it', () => {
    const workload = new Workload({ concurrency: 1, capacity: 3 });
    tasks(workload, 2);

    expect(workload.hasRoomFor(1)).toBe(true);
    expect(workload.hasRoomFor(2)).toBe(false);
  });

  it('is idle when the last task has ended', async () => {
    const workload = new Workload({ concurrency: 1, capacity: 3 });
    const { end, started } = tasks(workload, 2);
    let isIdle = false;
    const idle = workload.whenIdle().then(() => {
      isIdle = true;
    });

    end(0);
    await expect.poll(() => started).toEqual([0, 1]);
    expect(isIdle).toBe(false);
    end(1);
    await idle;
    await workload.whenIdle();
  });
});
