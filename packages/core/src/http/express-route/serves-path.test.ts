import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { servesPath } from '../express-route.js';

const require = createRequire(import.meta.url);
const load = (name: string) => require(name) as typeof import('express');

describe.each(['express-4', 'express-5.0', 'express-5.1', 'express-5.2', 'express'])('with %s, a bot', (name) => {
  const express = load(name);
  const handler = () => undefined;

  it('serves a path that it has a GET route for, in any case and through fixed mounts', () => {
    const app = express();
    app.get('/health', handler);
    app.all('/Any/', handler);
    app.get(['/x', '/listed'], handler);
    const inner = express.Router().get('/', handler).get('/live', handler);
    app.use(['/Probes', '/checks'], express.Router().use('/deep', inner));
    for (const path of ['/health', '/Health', '/any', '/listed', '/probes/deep', '/checks/deep/live', '/']) {
      expect([path, servesPath(app as never, path)]).toEqual([path, path !== '/']);
    }
  });

  it('does not serve what only a parameter, a wildcard, an expression, another method or a handler of errors takes', () => {
    const app = express();
    app.get('/:page', handler);
    app.get(name === 'express-4' ? '*' : '/*page', handler);
    app.get(/^\/health$/, handler);
    app.post('/health', handler);
    app.use(handler);
    app.use('/health', express.Router().use(handler));
    app.use('/health', (_error: unknown, _request: unknown, _response: unknown, _next: unknown) => undefined);
    app.use('/:mount', express.Router().get('/live', handler));
    app.use(/^\/health/, express.Router().get('/live', handler));
    expect(['/health', '/health/live', '/x/live'].map((path) => servesPath(app as never, path))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('serves what middleware is mounted at, and not what is below it', () => {
    const app = express();
    app.use('/Health', handler);
    app.use('/api', express.Router().use('/metrics', handler));
    expect(['/health', '/health/live', '/api/metrics', '/api'].map((path) => servesPath(app as never, path))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('that has no routes serves nothing, and neither does what is no application', () => {
    const thrown = new Proxy(handler, {
      get: () => {
        throw new Error('no');
      },
    });
    expect([express(), {}, thrown].map((app) => servesPath(app as never, '/health'))).toEqual([false, false, false]);
  });
});
