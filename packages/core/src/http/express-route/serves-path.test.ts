import { createRequire } from 'node:module';
import type { Express } from 'express';
import { describe, expect, it } from 'vitest';
import { servesPath } from '../express-route.js';

const require = createRequire(import.meta.url);
const load = (name: string) => require(name) as typeof import('express');
const handler = () => undefined;

const generations = { 'express-4': 4, 'express-5.0': 5, 'express-5.1': 5, 'express-5.2': 5, express: 5 } as const;

describe.each(Object.entries(generations))('with %s, a bot', (name, generation) => {
  const express = load(name);
  const router = () => express.Router();
  const botWith = (define: (app: Express) => unknown) => {
    const app = express();
    define(app);
    return app;
  };
  const serves = (app: unknown, path: string) => servesPath(app as never, path);

  it('serves a path that it has a GET route for, in any case and through fixed mounts', () => {
    const app = express();
    app.get('/health', handler);
    app.all('/Any/', handler);
    app.get(['/x', '/listed'], handler);
    const inner = router().get('/', handler).get('/live', handler);
    app.use(['/Probes', '/checks'], router().use('/deep', inner));
    for (const path of ['/health', '/Health', '/any', '/listed', '/probes/deep', '/checks/deep/live', '/']) {
      expect([path, serves(app, path)]).toEqual([path, path !== '/']);
    }
  });

  const everywhere: readonly (readonly [string, string, (app: Express) => unknown])[] = [
    ['an expression for it', '/health', (app) => app.get(/^\/health$/, handler)],
    ['an expression for its beginning', '/health', (app) => app.get(/^\/health/, handler)],
    ['an expression without anchors', '/health', (app) => app.get(/health/, handler)],
    ['an expression with flags that keep a place', '/health', (app) => app.get(/^\/HEALTH$/giy, handler)],
    ['an expression of alternatives', '/health', (app) => app.all(/^\/(?:health|status)$/, handler)],
    ['an expression with an optional letter', '/health', (app) => app.get(/^\/healthz?$/, handler)],
    ['an expression for it and a word much like it', '/health', (app) => app.get(/^\/(health|khdowk)$/, handler)],
    ['an array with an expression', '/health', (app) => app.get(['/other', /^\/health$/], handler)],
    ['an array with a parameter', '/health', (app) => app.get(['/:page', '/health'], handler)],
    ['an expression below a mount', '/api/health', (app) => app.use('/api', router().get(/^\/health$/, handler))],
    ['a mount by an expression', '/health/live', (app) => app.use(/^\/(health|hz)/, router().get('/live', handler))],
    [
      'a mount by an expression, and its root',
      '/health',
      (app) => app.use(/^\/(health|hz)/, router().get('/', handler)),
    ],
    ['middleware mounted by an expression', '/health', (app) => app.use(/^\/(health|status)/, handler)],
    ['middleware mounted by an array', '/metrics', (app) => app.use(['/health', '/metrics'], handler)],
    ['an own address with digits', '/v1/health-2', (app) => app.get(/^\/v1\/health-2$/, handler)],
  ];
  const ofExpress4: typeof everywhere = [
    ['an optional parameter', '/health', (app) => app.get('/health/:kind?', handler)],
    ['alternatives', '/health', (app) => app.get('/(health|hz)', handler)],
    ['a parameter of one word', '/health', (app) => app.get('/:page(health)', handler)],
    ['a parameter of some words', '/health', (app) => app.get('/:page(health|metrics)', handler)],
    ['an optional letter', '/health', (app) => app.get('/healthz?', handler)],
    ['a wildcard after it', '/health', (app) => app.get('/health*', handler)],
    [
      'a mount of a parameter of one word',
      '/health/live',
      (app) => app.use('/:page(health)', router().get('/live', handler)),
    ],
    ['a mount with an optional part', '/health', (app) => app.use('/:v(v1)?', router().get('/health', handler))],
  ];
  const ofExpress5: typeof everywhere = [
    ['an optional parameter', '/health', (app) => app.get('/health{/:kind}', handler)],
    ['an optional letter', '/health', (app) => app.get('/health{z}', handler)],
    ['a wildcard after it', '/health', (app) => app.get('/health{*rest}', handler)],
    ['a mount with an optional part', '/health', (app) => app.use('{/v1}', router().get('/health', handler))],
  ];
  it.each([...everywhere, ...(generation === 4 ? ofExpress4 : ofExpress5)])(
    'serves by %s: %s',
    (_name, path, define) => {
      expect(serves(botWith(define), path)).toBe(true);
    },
  );

  const general: typeof everywhere = [
    ['a parameter', '/health', (app) => app.get('/:page', handler)],
    ['a parameter as its last part', '/health/live', (app) => app.get('/health/:kind', handler)],
    ['a parameter as its first part', '/health/live', (app) => app.get('/:page/live', handler)],
    ['an expression for anything', '/health', (app) => app.get(/.*/, handler)],
    ['an expression for words', '/health', (app) => app.get(/^\/[a-z]+$/, handler)],
    ['an expression for words of its length', '/health', (app) => app.get(/^\/\w{6}$/, handler)],
    ['an expression for all but some', '/health', (app) => app.get(/^\/(?!webhook).+/, handler)],
    ['another expression', '/health', (app) => app.get(/^\/metrics$/, handler)],
    ['an array of parameters', '/health', (app) => app.get(['/:page', '/:a/:b'], handler)],
    ['an array beside it', '/health', (app) => app.get(['/status', /^\/healthy$/], handler)],
    ['another method', '/health', (app) => app.post(/^\/health$/, handler)],
    ['a mount of a parameter', '/x/live', (app) => app.use('/:mount', router().get('/live', handler))],
    ['a mount of a parameter, and its root', '/health', (app) => app.use('/:mount', router().get('/', handler))],
    [
      'a mount by an expression for anything',
      '/health/live',
      (app) => app.use(/^\/\w+/, router().get('/live', handler)),
    ],
    ['a mount by another expression', '/health/live', (app) => app.use(/^\/(hz)/, router().get('/live', handler))],
    ['middleware for everything', '/health', (app) => app.use(handler)],
    ['middleware at a parameter', '/health', (app) => app.use('/:page', handler)],
    ['middleware by an expression for anything', '/health', (app) => app.use(/.*/, handler)],
    ['middleware of a router that is mounted at it', '/health', (app) => app.use('/health', router().use(handler))],
    [
      'a handler of errors',
      '/health',
      (app) =>
        app.use('/health', (_error: unknown, _request: unknown, _response: unknown, _next: unknown) => undefined),
    ],
    ['a wildcard', '/health', (app) => app.get(generation === 4 ? '*' : '/*page', handler)],
    ['an optional wildcard', '/health', (app) => app.get(generation === 4 ? '/*' : '{/*page}', handler)],
    [
      'a parameter with a form',
      '/health',
      (app) => app.get(generation === 4 ? '/:page([a-z]{2,9})' : '/:page', handler),
    ],
    [
      'a route of a mounted application for another path',
      '/health',
      (app) => app.use(botWith((inner) => inner.get('/status', handler))),
    ],
  ];
  it.each(general)('does not serve by %s: %s', (_name, path, define) => {
    expect(serves(botWith(define), path)).toBe(false);
  });

  it('serves what middleware is mounted at, and not what is below it', () => {
    const app = express();
    app.use('/Health', handler);
    app.use('/api', router().use('/metrics', handler));
    const paths = ['/health', '/health/live', '/api/metrics', '/api'];
    expect(paths.map((path) => serves(app, path))).toEqual([true, false, true, false]);
  });

  it('that has no routes serves nothing, and neither does what is no application', () => {
    const thrown = new Proxy(handler, {
      get: () => {
        throw new Error('no');
      },
    });
    expect([express(), {}, thrown].map((app) => serves(app, '/health'))).toEqual([false, false, false]);
  });

  it('is looked through once where a router holds itself, and not without end', () => {
    const loop = router();
    loop.use('/', loop).use('/:deeper', loop).get('/health', handler);
    expect(
      ['/health', '/x/health', '/none'].map((path) =>
        serves(
          botWith((app) => app.use(loop)),
          path,
        ),
      ),
    ).toEqual([true, false, false]);
  });
});
