import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { isolatedRuntime } from '../testing/isolated-runtime.js';
import { createExpressRouteFinder } from './express-route.js';

const express = createRequire(import.meta.url)('express') as typeof import('express');
const PHONE = '447700900123';

const finder = () => {
  const find = createExpressRouteFinder(isolatedRuntime().runtime.requestMetrics);
  return (request: unknown) => find(request as IncomingMessage)?.pattern;
};
const thrower = new Proxy(
  {},
  {
    get: () => {
      throw new Error(PHONE);
    },
    ownKeys: () => {
      throw new Error(PHONE);
    },
  },
);

describe('the route of a request', () => {
  it('is not found in what is no request of Express', () => {
    const find = finder();
    for (const request of [
      {},
      { url: `/${PHONE}` },
      { route: 'x' },
      { route: null },
      { baseUrl: `/${PHONE}` },
      thrower,
    ]) {
      expect(find(request)).toBeUndefined();
    }
  });

  it('of another router, without an application, is its own pattern, and its mount is not told', () => {
    const find = finder();
    const route = { path: '/users/:phone' };
    expect(find({ route, url: `/users/${PHONE}` })).toBe('/users/:phone');
    expect(find({ route, url: `/users/${PHONE}`, baseUrl: `/${PHONE}` })).toBe('/(mount)/users/:phone');
    expect(find({ route: { path: 7 }, url: '/' })).toBe('/');
    expect(find({ route: Object.freeze({ path: ['/a', /^\/b/] }), url: '/' })).toBe(String.raw`/a|/^\/b/`);
  });

  it.each([
    ['throws when it is read', thrower],
    ['is frozen and empty', Object.freeze({})],
    ['has layers that are none', { stack: [null, 7, {}, thrower, { route: 7 }, { handle: thrower }] }],
    ['has layers without paths', { stack: [{ handle: { stack: [] } }, { handle: { stack: [{ matchers: [7] }] } }] }],
    ['is its own parent', Object.assign(() => undefined, { stack: [] })],
  ])('in an application that %s is its own pattern, or none', (_name, app) => {
    const parents = app === thrower || Object.isFrozen(app) ? app : Object.assign(app, { parent: app });
    const pattern = finder()({ route: { path: '/users/:phone' }, app: parents, url: `/users/${PHONE}` });
    expect(['/users/:phone', undefined]).toContain(pattern);
  });

  it('is looked up once where it stands in one place', () => {
    const app = express();
    app.use(
      '/users/:phone',
      express.Router().get('/chart', () => undefined),
    );
    const find = finder();
    const router = (app as unknown as { router: { stack: { handle: { stack: { route: object }[] } }[] } }).router;
    const route = router.stack[0]?.handle.stack[0]?.route;
    expect(find({ route, app, url: `/users/${PHONE}/chart` })).toBe('/users/:phone/chart');
    router.stack.length = 0;
    expect(find({ route, app, url: 'anything' })).toBe('/users/:phone/chart');
  });

  it('is not put under a mount that its path does not lead to', () => {
    const app = express();
    const router = express.Router().get(['/chart', '/map'], () => undefined);
    app.use('/a/:phone', router);
    app.use('/b', router);
    const { route } = (router as unknown as { stack: { route: object }[] }).stack[0] ?? {};
    const find = finder();
    expect(find({ route, app, url: '/b/chart' })).toBe('/b/chart');
    expect(find({ route, app, url: `/moved/${PHONE}` })).toBe('/(mount)/chart|/map');
    expect(find({ route: app.route(['/x', '/y']), app, url: `/moved/${PHONE}` })).toBe('/x|/y');
  });

  it('is its own pattern when a bot makes more routes than are looked up', () => {
    const find = finder();
    const app = express();
    const routeOf = (path: string) => {
      const route = app.route(path);
      const { stack } = (app as unknown as { router: { stack: { route: object }[] } }).router;
      return { route, stack };
    };
    for (let count = 0; count < 10_000; count++) find({ route: { path: '/made' }, app, url: '/made' });
    const { route, stack } = routeOf('/late');
    expect(stack).toHaveLength(1);
    expect(find({ route, app, url: '/late' })).toBe('/late');
  });

  it('is told apart by the path without moving a regular expression of the bot', () => {
    const app = express();
    const moving = /^\/days\/(\d+)$/g;
    const route = app.route([moving, '/today'] as never);
    const find = finder();
    expect(find({ route, app, url: '/days/7?x' })).toBe(String.raw`/^\/days\/(\d+)$/g`);
    expect(find({ route, app, url: '/today#x' })).toBe('/today');
    expect(find({ route, app, url: 'http://bot.example/today' })).toBe('/today');
    expect(moving.lastIndex).toBe(0);
  });
});
