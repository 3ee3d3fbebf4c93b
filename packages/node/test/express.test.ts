import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { eventually, type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import { astrolabe, errorHandler } from '@astrolabe/node/express';
import type { Express, NextFunction, Request, Response } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestSeries } from './shown-series.js';

const require = createRequire(import.meta.url);
const versions = [
  ['4.22', 'express-4'],
  ['5.0', 'express-5.0'],
  ['5.1', 'express-5.1'],
  ['5.2', 'express-5.2'],
  ['5.3', 'express'],
] as const;

let isolated: IsolatedRuntime;
let server: Server | undefined;

beforeEach(() => {
  isolated = isolatedRuntime();
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await isolated.dispose();
});

const listen = async (app: Express) => {
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
};
const url = (path: string) => `http://127.0.0.1:${((server as Server).address() as AddressInfo).port}${path}`;
const status = async (path: string, init?: RequestInit) => {
  const response = await fetch(url(path), init);
  await response.arrayBuffer();
  return response.status;
};
const series = () => requestSeries(isolated);
const startLine = () => isolated.lines.find(({ severity }) => severity === 'info')?.line;

describe.each(versions)('Express %s', (version, name) => {
  const express = require(name) as typeof import('express');

  it('is measured with one line, which may stand anywhere', async () => {
    const app = express();
    app.get('/before', (_request: Request, response: Response) => response.send('ok'));
    app.use(astrolabe());
    app.get('/after/:id', (_request: Request, response: Response) => response.send('ok'));
    await listen(app);
    expect([await status('/before'), await status('/after/7'), await status('/none')]).toEqual([200, 200, 404]);
    await eventually('all are counted', () => series().length === 3);
    expect(series()).toEqual(['GET /before 200 1', 'GET /after/:id 200 1', 'GET (unmatched) 404 1']);
  });

  it("answers a platform's probe before the bot's own authentication", async () => {
    const app = express();
    app.use((_request: Request, response: Response) => response.status(401).end());
    app.use(astrolabe());
    await listen(app);
    expect([await status('/health'), await status('/other')]).toEqual([200, 401]);
  });

  it('says once what is on when the bot begins to listen', async () => {
    const app = express();
    app.use(astrolabe());
    await listen(app);
    await status('/health');
    expect(startLine()).toMatch(
      new RegExp(`^astrolabe \\S+ · express ${version} · /health.* · private endpoints: from`),
    );
    expect(isolated.lines).toHaveLength(1);
  });

  it('says it as well when the server hides the application', async () => {
    const app = express();
    app.use(astrolabe());
    server = createServer((request, response) => app(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await eventually('it is said', () => startLine() !== undefined);
    await status('/health');
    expect(isolated.lines).toHaveLength(1);
  });

  it("leaves the bot's own addresses to it, also those it adds later, and names the variable", async () => {
    const app = express();
    app.use(astrolabe());
    app.get('/health', (_request: Request, response: Response) => response.status(299).end());
    await listen(app);
    expect(await status('/health')).toBe(299);
    expect(startLine()).toContain('/health: yours (ASTROLABE_HEALTH_PATH moves ours)');
    app.get('/metrics', (_request: Request, response: Response) => response.status(298).end());
    expect(await status('/metrics')).toBe(298);
  });

  it('leaves an address to middleware that is mounted at it', async () => {
    const app = express();
    app.use(astrolabe());
    app.use('/health', (_request: Request, response: Response) => response.status(299).end());
    await listen(app);
    expect([await status('/health'), await status('/health/live')]).toEqual([299, 200]);
    expect(startLine()).toContain('/health: yours');
  });

  it('works in a router as well', async () => {
    const app = express();
    const router = express.Router();
    router.use(astrolabe());
    router.get('/x', (_request: Request, response: Response) => response.send('ok'));
    app.use('/api', router);
    app.use(router);
    await listen(app);
    expect([await status('/api/x'), await status('/health')]).toEqual([200, 200]);
    expect(startLine()).toContain('express');
  });

  it('stands in front wherever it is mounted, in an array of middleware too', async () => {
    const app = express();
    const seen: string[] = [];
    const own = (_request: Request, _response: Response, next: NextFunction) => {
      seen.push('own');
      next();
    };
    app.use('/api', [own, astrolabe()]);
    app.get('/api/x', (_request: Request, response: Response) => response.send('ok'));
    await listen(app);
    expect([await status('/health'), await status('/api/x')]).toEqual([200, 200]);
    expect(seen).toEqual(['own']);
  });

  it('says so in a router, which gets some of the requests only', async () => {
    const app = express();
    const router = express.Router();
    router.use(astrolabe());
    router.get('/x', (_request: Request, response: Response) => response.send('ok'));
    app.use('/api', router);
    await listen(app);
    expect([await status('/api/x'), await status('/health')]).toEqual([200, 404]);
    expect(startLine()).toContain('in a router, which answers our addresses only where its requests come');
  });

  it('stands in front of the application that listens, also from within another one', async () => {
    const app = express();
    const inner = express();
    inner.use(astrolabe());
    inner.get('/x', (_request: Request, response: Response) => response.send('ok'));
    app.use('/api', inner);
    await listen(app);
    expect([await status('/health'), await status('/api/x')]).toEqual([200, 200]);
    expect(isolated.lines).toHaveLength(1);
  });

  it('is not kept for long when it is not used any more', async () => {
    const { WeakRef: Reference } = globalThis;
    const references = Array.from({ length: 20 }, () => {
      const app = express();
      app.use(astrolabe());
      return new Reference(app);
    });
    const { setFlagsFromString } = await import('node:v8');
    setFlagsFromString('--expose-gc');
    const { runInNewContext } = await import('node:vm');
    const collect = runInNewContext('gc') as () => void;
    await eventually('they are collected', () => {
      collect();
      return references.filter((reference) => reference.deref() !== undefined).length <= 8;
    });
  });

  it('is one when it is used twice', async () => {
    const app = express();
    app.use(astrolabe());
    app.use(astrolabe());
    await listen(app);
    expect(await status('/health')).toBe(200);
    expect(isolated.lines).toHaveLength(1);
  });

  it('given without being called lets every request pass, and says what to write', async () => {
    const app = express();
    app.use(astrolabe as never);
    app.get('/x', (_request: Request, response: Response) => response.send('ok'));
    await listen(app);
    expect([await status('/x'), await status('/x')]).toEqual([200, 200]);
    expect(isolated.lines.map(({ line }) => line)).toEqual([
      'astrolabe: astrolabe was given to app.use() without being called, so nothing is on; write app.use(astrolabe()) [ASTROLABE_NOT_CALLED]',
    ]);
  });

  it('serves two applications of one process', async () => {
    const first = express();
    const second = express();
    first.use(astrolabe());
    second.use(astrolabe());
    second.get('/health', (_request: Request, response: Response) => response.status(299).end());
    await listen(second);
    expect(await status('/health')).toBe(299);
    server?.close();
    await listen(first);
    expect(await status('/health')).toBe(200);
  });

  it('counts a handler that throws before and after its head, and the bot goes on', async () => {
    const app = express();
    app.set('env', 'test');
    app.use(astrolabe());
    app.get('/before', () => {
      throw new Error('x');
    });
    app.get('/after', (_request: Request, response: Response) => {
      response.write('part');
      throw new Error('x');
    });
    app.get('/fine', (_request: Request, response: Response) => response.send('ok'));
    await listen(app);
    expect(await status('/before')).toBe(500);
    await expect(status('/after')).rejects.toThrow();
    expect(await status('/fine')).toBe(200);
    await eventually('all are counted', () => series().length === 3);
    expect(series()).toEqual(['GET /before 500 1', 'GET /after 500 1', 'GET /fine 200 1']);
  });

  it("keeps a handler's error with its request", async () => {
    const app = express();
    app.set('env', 'test');
    const errors: unknown[] = [];
    isolated.runtime.recorder.add({ name: 'test', transactionEnded: ({ error }) => errors.push(error) });
    app.use(astrolabe());
    const error = new Error('x');
    app.get('/', (_request: Request, _response: Response, next: NextFunction) => next(error));
    app.use(errorHandler());
    await listen(app);
    expect(await status('/')).toBe(500);
    await eventually('it has ended', () => errors.length === 1);
    expect(errors[0]).toBe(error);
  });

  it('is out of the way when it is switched off', async () => {
    const app = express();
    app.use(astrolabe({ enabled: false }));
    app.get('/x', (_request: Request, response: Response) => response.send('ok'));
    await listen(app);
    expect([await status('/x'), await status('/health'), await status('/metrics')]).toEqual([200, 404, 404]);
    expect(startLine()).toContain('· off (by the option enabled');
    expect(series()).toEqual([]);
  });
});

it('throws for a wrong option where it is given', () => {
  expect(() => astrolabe({ helthPath: '/x' } as never)).toThrow('did you mean "healthPath"?');
  expect(() => astrolabe({ healthPath: 'x' as '/x' })).toThrow(
    'option "healthPath": the value "x" does not begin with a slash; give a path that begins with a slash, for example /health',
  );
});
