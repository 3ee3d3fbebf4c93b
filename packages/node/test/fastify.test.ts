import type { AddressInfo } from 'node:net';
import { eventually, type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import { astrolabe as forExpress } from '@astrolabe/node/express';
import { astrolabe } from '@astrolabe/node/fastify';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestSeries } from './shown-series.js';

let isolated: IsolatedRuntime;
let app: FastifyInstance;

beforeEach(() => {
  isolated = isolatedRuntime();
  app = Fastify();
});
afterEach(async () => {
  await app.close();
  await isolated.dispose();
});

const listen = () => app.listen({ port: 0, host: '127.0.0.1' });
const status = async (path: string) => {
  const { port } = app.server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  await response.arrayBuffer();
  return response.status;
};
const series = () => requestSeries(isolated);
const startLine = () => isolated.lines.find(({ severity }) => severity === 'info')?.line;

describe('Fastify 5', () => {
  it('is measured with one line', async () => {
    await app.register(astrolabe);
    app.get('/users/:phone', async () => 'ok');
    app.get('/throws', async () => {
      throw new Error('x');
    });
    await listen();
    expect([await status('/users/7'), await status('/throws'), await status('/none')]).toEqual([200, 500, 404]);
    await eventually('all are counted', () => series().length === 3);
    expect(series()).toEqual(['GET /users/:phone 200 1', 'GET /throws 500 1', 'GET (unmatched) 404 1']);
  });

  it.each(['before', 'after'])("answers a probe before the bot's authentication, added %s it", async (place) => {
    const authenticate = async (_request: unknown, reply: { code(status: number): { send(): unknown } }) => {
      await reply.code(401).send();
    };
    if (place === 'before') app.addHook('onRequest', authenticate);
    await app.register(astrolabe);
    if (place === 'after') app.addHook('onRequest', authenticate);
    app.get('/x', async () => 'ok');
    await listen();
    expect([await status('/health'), await status('/x')]).toEqual([200, 401]);
    expect((await app.inject('/health')).statusCode).toBe(200);
  });

  it('sees the routes of plugins that were registered before it, and comes before their hooks', async () => {
    await app.register(
      async (child) => {
        child.addHook('onRequest', async (_request, reply) => {
          if (_request.url === '/v1/health') await reply.code(401).send();
        });
        child.get('/users/:phone', async () => 'ok');
        child.setNotFoundHandler(async (_request, reply) => reply.code(404).send('none'));
      },
      { prefix: '/v1' },
    );
    await app.register(astrolabe, { healthPath: '/v1/health' });
    await listen();
    expect([await status('/v1/users/7'), await status('/v1/health'), await status('/v1/none')]).toEqual([
      200, 200, 404,
    ]);
    await eventually('all are counted', () => series().length === 2);
    expect(series()).toEqual(['GET /v1/users/:phone 200 1', 'GET (unmatched) 404 1']);
    expect(startLine()).not.toContain('register astrolabe first');
  });

  it('sees the routes that were declared before its plugin is loaded', async () => {
    app.register(astrolabe);
    app.get('/users/:phone', async () => 'ok');
    await listen();
    expect(await status('/users/7')).toBe(200);
    await eventually('it is counted', () => series().length === 1);
    expect(series()).toEqual(['GET /users/:phone 200 1']);
  });

  it('says once what is on when the bot is ready', async () => {
    await app.register(astrolabe);
    await listen();
    expect(startLine()).toMatch(/^astrolabe \S+ · fastify 5\.\d+ · \/health/);
    expect(isolated.lines).toHaveLength(1);
  });

  it("leaves the bot's own addresses to it, and names the variable", async () => {
    await app.register(astrolabe);
    app.get('/health', async (_request, reply) => reply.code(299).send());
    await listen();
    expect(await status('/health')).toBe(299);
    expect(startLine()).toContain('/health: yours (ASTROLABE_HEALTH_PATH moves ours)');
  });

  it("keeps a handler's error with its request", async () => {
    const errors: unknown[] = [];
    isolated.runtime.recorder.add({ name: 'test', transactionEnded: ({ error }) => errors.push(error) });
    await app.register(astrolabe);
    const error = new Error('x');
    app.get('/throws', async () => {
      throw error;
    });
    await listen();
    expect(await status('/throws')).toBe(500);
    await eventually('it has ended', () => errors.length === 1);
    expect(errors[0]).toBe(error);
  });

  it('says so within a plugin, which gets some of the requests only', async () => {
    await app.register(async (child) => {
      await child.register(astrolabe);
    });
    await listen();
    expect(startLine()).toContain('within a plugin, where alone our addresses are answered');
  });

  it('may be registered as a module', async () => {
    await app.register(import('@astrolabe/node/fastify'));
    await listen();
    expect(await status('/health')).toBe(200);
  });

  it('answers the address that the bot has rewritten a request to', async () => {
    await app.close();
    app = Fastify({ rewriteUrl: ({ url = '' }) => (url === '/up' ? '/health' : url) });
    await app.register(astrolabe);
    await listen();
    expect(await status('/up')).toBe(200);
  });

  it('given wrongly says how it is given', async () => {
    expect(() => (astrolabe as unknown as () => void)()).toThrow('write app.register(astrolabe)');
    let wentOn = 0;
    for (const _request of [1, 2]) (astrolabe as unknown as (...all: unknown[]) => void)({}, {}, () => wentOn++);
    expect([wentOn, isolated.lines.length]).toEqual([2, 1]);
    expect(isolated.lines[0]?.line).toContain('app.use(astrolabe())');
    await expect(app.register(forExpress as never)).rejects.toThrow("import it from '@astrolabe/node/fastify'");
    app = Fastify();
  });

  it('rejects a wrong option where it is given', async () => {
    await expect(app.register(astrolabe, { healthPath: 'x' as '/x' })).rejects.toThrow('does not begin with a slash');
    app = Fastify();
  });

  it('leaves the options of `register` to Fastify', async () => {
    await app.register(astrolabe, { prefix: '/x', logLevel: 'silent', log: 'none' });
    await listen();
    expect(await status('/health')).toBe(200);
    expect(isolated.lines).toEqual([]);
  });

  it('is out of the way when it is switched off', async () => {
    await app.register(astrolabe, { enabled: false });
    app.get('/x', async () => 'ok');
    await listen();
    expect([await status('/x'), await status('/health')]).toEqual([200, 404]);
    expect(startLine()).toContain('off');
  });
});
