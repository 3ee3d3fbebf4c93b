import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { spawnSync } from 'node:child_process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ContextFrames } from './context-frames.js';

const frames = ContextFrames.find();
const hasFrames = Number.parseInt(process.versions.node, 10) >= 24;
const own = new AsyncLocalStorage<string | undefined>();
const others = [new AsyncLocalStorage<string>(), new AsyncLocalStorage<string>()] as const;
const stores = () => [own.getStore(), ...others.map((other) => other.getStore())];

it('is there where Node has frames', () => {
  expect(frames !== undefined).toBe(hasFrames);
});

it('is not there where Node is told to have none', () => {
  const module = fileURLToPath(new URL('./context-frames.ts', import.meta.url));
  const script = `import { ContextFrames } from ${JSON.stringify(module)}; console.log(ContextFrames.find() === undefined);`;
  const flags = hasFrames ? ['--no-async-context-frame'] : ['--experimental-strip-types'];
  const { stdout } = spawnSync(process.execPath, [...flags, '--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  expect(stdout.trim()).toBe('true');
});

it('leaves nothing in what runs where it was looked for', () => {
  const module = fileURLToPath(new URL('./context-frames.ts', import.meta.url));
  const script = `
    import { AsyncResource } from 'node:async_hooks';
    const context = () => {
      const resource = new AsyncResource('TEST');
      return Object.getOwnPropertySymbols(resource).map((symbol) => resource[symbol]?.size ?? typeof resource[symbol]).join();
    };
    const before = context();
    const { ContextFrames } = await import(${JSON.stringify(module)});
    ContextFrames.find();
    console.log(before === context());`;
  const flags = hasFrames ? [] : ['--experimental-strip-types'];
  const { stdout } = spawnSync(process.execPath, [...flags, '--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  expect(stdout.trim()).toBe('true');
});

type Run = <R>(store: string | undefined, work: (...values: number[]) => R, subject?: unknown, values?: number[]) => R;
const ways: [string, Run][] = [
  ['Node itself', (store, work, subject, values = []) => own.run(store, () => Reflect.apply(work, subject, values))],
];
if (frames !== undefined) {
  ways.push(['its own frames', (store, work, subject, values = []) => frames.run(own, store, work, subject, values)]);
}

/** The same with either, but for one thing: the first is what the second is held against. */
describe.each(ways)('a store that is entered by %s', (_way, run) => {
  it('is there in what is called, and gone afterwards', () => {
    expect(run('a', stores)).toEqual(['a', undefined, undefined]);
    expect(stores()).toEqual([undefined, undefined, undefined]);
  });

  it('leaves those of others as they are, inside and outside', () => {
    const seen = others[0].run('x', () =>
      run('a', () => {
        const before = others[1].run('y', () => [stores(), run('b', stores), stores()]);
        others[1].enterWith('z');
        return [...before, run(undefined, stores), stores()];
      }),
    );
    expect(seen).toEqual([
      ['a', 'x', 'y'],
      ['b', 'x', 'y'],
      ['a', 'x', 'y'],
      [undefined, 'x', 'z'],
      ['a', 'x', 'z'],
    ]);
  });

  it('is there in all that follows, however late', async () => {
    const seen = await others[0].run('x', () =>
      run('a', async () => {
        await undefined;
        const first = stores();
        const inner = run('b', () => new Promise<unknown[]>((resolve) => setTimeout(() => resolve(stores()), 0)));
        await nextTurn();
        return [first, stores(), await inner, stores()];
      }),
    );
    const a = ['a', 'x', undefined];
    expect(seen).toEqual([a, a, ['b', 'x', undefined], a]);
    expect(stores()).toEqual([undefined, undefined, undefined]);
  });

  it('lets what others enter inside end with it, or not, as it is said of it', () => {
    new AsyncResource('TEST').runInAsyncScope(() => {
      run('a', () => others[0].enterWith('inside'));
      expect(others[0].getStore()).toBe(run === ways[0]?.[1] ? 'inside' : undefined);
    });
  });

  it('is gone after what throws', () => {
    const thrown = new Error('thrown');
    expect(() =>
      run('a', () => {
        throw thrown;
      }),
    ).toThrow(thrown);
    expect(stores()).toEqual([undefined, undefined, undefined]);
  });

  it('gives what is called its subject and its values, and returns what it returns', () => {
    const work = function (this: unknown, ...values: number[]) {
      return [this, own.getStore(), ...values];
    };
    expect(run('a', work, 'subject', [1, 2])).toEqual(['subject', 'a', 1, 2]);
  });
});
