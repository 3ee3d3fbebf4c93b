import { createRequire } from 'node:module';
import type { Express } from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ExpressApp, hiddenMounts, servesPath } from '../express-route.js';
import { capturedBy } from './captured-values.js';

const require = createRequire(import.meta.url);
const load = (name: string) => require(name) as typeof import('express');
const handler = () => undefined;
const served = (app: unknown, path: string) => servesPath(app as ExpressApp, path);
const hidden = (app: unknown, path: string) => hiddenMounts(app as ExpressApp, path);

interface Mount {
  handle: (...values: unknown[]) => unknown;
}
const mountsOf = (app: Express): Mount[] => {
  const { _router } = app as unknown as { _router?: { stack: Mount[] } };
  return (_router ?? (app.router as unknown as { stack: Mount[] })).stack;
};
const lastMountOf = (app: Express) => mountsOf(app).at(-1) as Mount;

afterEach(() => {
  vi.restoreAllMocks();
});

const withoutInspector = () =>
  vi.spyOn(process, 'getBuiltinModule').mockImplementation(() => {
    throw new Error('not permitted');
  });

describe.each(['express-4', 'express-5.0', 'express-5.1', 'express-5.2', 'express'])(
  'with %s, an application that another one mounts',
  (name) => {
    const express = load(name);
    const appWith = (path: string) => express().get(path, handler) as Express;
    const keepsMounts = !['express-5.0', 'express-5.1'].includes(name);

    it('is looked into before any request has come', () => {
      const app = express();
      app.use(appWith('/health'));
      app.use(['/a', '/b'], express().use('/deep', appWith('/live')));
      app.use(express.Router().use('/plain', appWith('/metrics')));
      const paths = ['/health', '/a/deep/live', '/b/deep/live', '/plain/metrics'];
      expect(paths.map((path) => [path, served(app, path), hidden(app, path)])).toEqual(
        paths.map((path) => [path, true, []]),
      );
    });

    it('serves at its own mount only, and not at that of another', () => {
      const app = express();
      app.use('/a', appWith('/health'));
      app.use('/b', appWith('/metrics'));
      app.use('/:tenant', appWith('/ready'));
      const paths = ['/a/health', '/b/metrics', '/a/metrics', '/b/health', '/health', '/any/ready'];
      expect(paths.map((path) => served(app, path))).toEqual([true, true, false, false, false, false]);
    });

    it('shows what is added to it later', () => {
      const app = express();
      const inner = express();
      app.use(inner);
      expect(served(app, '/health')).toBe(false);
      inner.get('/health', handler);
      expect(served(app, '/health')).toBe(true);
    });

    it('is found without a call to anything of the bot', () => {
      const calls: string[] = [];
      const app = express();
      const inner = appWith('/health');
      inner.use(() => calls.push('middleware'));
      Object.assign(inner, { handle: () => calls.push('handle') });
      app.use(inner);
      const { handle } = lastMountOf(app);
      expect([served(app, '/health'), calls]).toEqual([true, []]);
      // What a request that is made up for the search would have done.
      handle({}, {}, handler);
      expect(calls).toEqual(['handle']);
    });

    it.each([
      ['keeps its original', (original: Mount['handle']) => Object.assign(() => undefined, { original })],
      ['keeps its name', (original: Mount['handle']) => ({ mounted_app: () => original() }).mounted_app],
      ['keeps neither', (original: Mount['handle']) => () => original()],
    ])('is found behind the function of a tool that %s', (_name, wrap) => {
      const app = express();
      app.use(appWith('/health'));
      const mount = lastMountOf(app);
      mount.handle = wrap(mount.handle);
      expect([served(app, '/health'), hidden(app, '/health')]).toEqual([true, []]);
    });

    it('that cannot be seen is told of, and never changes the answer', () => {
      withoutInspector();
      const app = express();
      app.use(appWith('/health'));
      app.use('/Health', appWith('/live'));
      app.use('/:tenant', appWith('/live'));
      app.use('/other', appWith('/live'));
      const look = () => [served(app, '/health/live'), hidden(app, '/health/live')];
      const first = look();
      expect(first).toEqual([false, ['/', keepsMounts ? '/Health' : '/(mount)']]);
      vi.restoreAllMocks();
      expect(look()).toEqual(first);
    });
  },
);

describe('what a closure has captured', () => {
  const closureOf = (one: object, other: object) => () => [one, other];

  it('is its objects and functions, and leaves nothing behind', () => {
    const own = { own: true };
    expect(new Set(capturedBy(closureOf(own, handler)))).toEqual(new Set([own, handler]));
    expect(capturedBy(closureOf(own, handler))).toContain(own);
    expect(Object.getOwnPropertySymbols(globalThis)).not.toContain(Symbol.for('astrolabe.captured'));
  });

  it('is nothing for what is no closure, and where the runtime forbids to look, without a warning', async () => {
    const warnings: unknown[] = [];
    const warned = (warning: unknown) => warnings.push(warning);
    process.on('warning', warned);
    expect([capturedBy({}), capturedBy(Math.max), capturedBy(new Function() as () => void)]).toEqual([[], [], []]);
    withoutInspector();
    expect(capturedBy(closureOf({}, handler))).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', warned);
    expect(warnings).toEqual([]);
  });
});
