import { UNMATCHED_ROUTE } from '@astrolabe/core';
import { astrolabe } from '@astrolabe/node/fastify';
import Fastify, { type FastifyInstance, type RouteHandlerMethod } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningBot, startBot } from './bot.js';
import { floodRequests, PHONE, phonesIn } from './phone-flood.js';

let bot: RunningBot;
afterEach(() => bot.stop());

/** How a request's query asks the handler to end: `?as=404`, `?as=throw`. */
const answer: RouteHandlerMethod = async (request, reply) => {
  const as = /[?&]as=(\w+)/.exec(request.raw.url ?? '')?.[1] ?? '200';
  if (!/^\d+$/.test(as)) throw new Error(`${as} ${PHONE}`);
  return reply.code(Number(as)).send('');
};

const startFastify = (define: (app: FastifyInstance) => unknown): Promise<RunningBot> =>
  startBot(async () => {
    const app = Fastify();
    await define(app);
    await app.ready();
    return (request, response) => app.routing(request, response);
  });

const sendAll = async (paths: readonly string[]): Promise<void> => {
  for (const path of paths)
    for (const end of ['200', '404', 'throw']) await bot.send(`${path}?as=${end}&from=${PHONE}`);
};
const threeOf = (...routes: string[]) =>
  Object.fromEntries(routes.flatMap((route) => [200, 404, 500].map((status) => [`${route} ${status}`, 1])));

describe('Fastify 5', () => {
  it('shows its routes as patterns, however a request ends', async () => {
    bot = await startFastify(async (app) => {
      await app.register(astrolabe);
      app.get('/', answer);
      app.get('/users/:phone/chart/:day', answer);
      app.get(String.raw`/days/:day(^\d+)`, answer);
      app.get('/files/*', answer);
      app.get('/pairs/:first-:second', answer);
      await app.register(async (v1) => void v1.get('/users/:phone', answer), { prefix: '/api/v1' });
      await app.register(async (tenant) => void tenant.get('/', answer), { prefix: '/tenants/:tenant' });
    });
    const paths = ['/', `/users/${PHONE}/chart/1`, `/days/${PHONE}`, `/files/${PHONE}/a`, `/pairs/${PHONE}-1`];
    await sendAll([...paths, `/api/v1/users/%2B${PHONE}`, `/tenants/${PHONE}/`]);
    const patterns = [
      '/',
      '/users/:phone/chart/:day',
      String.raw`/days/:day(^\d+)`,
      '/files/*',
      '/pairs/:first-:second',
    ];
    expect(await bot.counted()).toEqual(threeOf(...patterns, '/api/v1/users/:phone', '/tenants/:tenant'));
  });

  it('knows the routes that were there before astrolabe, also those of plugins', async () => {
    bot = await startFastify(async (app) => {
      app.get('/early/:phone', answer);
      await app.register(async (plugin) => void plugin.get('/:phone', answer), { prefix: '/plugin' });
      await app.register(astrolabe);
      app.get('/late/:phone', answer);
    });
    await sendAll([`/early/${PHONE}`, `/plugin/${PHONE}`, `/late/${PHONE}`]);
    expect(await bot.counted()).toEqual(threeOf('/early/:phone', '/plugin/:phone', '/late/:phone'));
  });

  it('counts every method of a route under one pattern, and HEAD with them', async () => {
    bot = await startFastify(async (app) => {
      await app.register(astrolabe);
      app.route({ method: ['GET', 'POST', 'DELETE'], url: '/users/:phone', handler: answer });
    });
    for (const method of ['GET', 'POST', 'DELETE', 'HEAD']) await bot.send({ path: `/users/${PHONE}`, method });
    expect(await bot.routes()).toEqual(['/users/:phone']);
  });

  it('keeps the pattern where a hook fails or answers', async () => {
    bot = await startFastify(async (app) => {
      await app.register(astrolabe);
      app.get('/users/:phone', { onRequest: async () => Promise.reject(new Error(PHONE)) }, answer);
      app.get('/closed/:phone', { preHandler: async (_request, reply) => reply.code(401).send('') }, answer);
      app.setErrorHandler((_error, _request, reply) => reply.code(503).send(''));
    });
    await bot.send(`/users/${PHONE}`);
    await bot.send(`/closed/${PHONE}`);
    expect(await bot.counted()).toEqual({ '/users/:phone 503': 1, '/closed/:phone 401': 1 });
  });

  it('shares one label among everything that no route took', async () => {
    bot = await startFastify(async (app) => {
      await app.register(astrolabe);
      app.get('/users/:phone', answer);
      await app.register(
        async (plugin) => void plugin.setNotFoundHandler((_request, reply) => reply.code(404).send('')),
        { prefix: '/plugin' },
      );
    });
    const paths = [`/${PHONE}`, `/users/${PHONE}/x`, `/plugin/${PHONE}`, '/users/%E0%A4%A'];
    for (const path of paths) await bot.send(path);
    await bot.send({ path: `/users/${PHONE}`, method: 'DELETE' });
    expect(await bot.routes()).toEqual([UNMATCHED_ROUTE]);
  });

  it('shows no digit of the numbers that it is flooded with', async () => {
    bot = await startFastify(async (app) => {
      const plugin = async (router: FastifyInstance) => {
        router.all('/chart', answer);
        router.all('/:phone', answer);
        router.all(String.raw`/chart/:day(^\d+).json`, answer);
      };
      await app.register(plugin, { prefix: '/apps/:phone' });
      await app.register(astrolabe);
      app.addContentTypeParser('*', (_request, _payload, done) => done(null));
      await app.register(plugin, { prefix: '/api' });
      await app.register(plugin, { prefix: '/users/:phone' });
      app.all(String.raw`/re/:phone(^\+?\d+)/*`, answer);
      app.all('/pairs/:first-:second', answer);
      app.all('/files/*', answer);
      app.addHook('preHandler', async (request) => {
        if (request.url.startsWith('/api/chart')) throw new Error(PHONE);
      });
    });
    await flood();
    const shown = await bot.everything();
    expect(shown).toContain('http_server_request_duration_seconds_bucket{');
    expect(phonesIn(shown)).toEqual([]);
    expect(await bot.routes()).toEqual(
      expect.arrayContaining(['/apps/:phone/chart', '/users/:phone/:phone', '/files/*']),
    );
  });

  it('whose routes were shown by their URLs would be caught by the same flood', async () => {
    bot = await startFastify(async (app) => {
      await app.register(astrolabe);
      const { runtime } = await import('@astrolabe/core');
      app.addHook('onRequest', async ({ raw }, reply) => {
        const transaction = runtime().httpServer.transactionOf(reply.raw);
        if (transaction !== undefined) transaction.route = raw.url;
      });
      app.all('/files/*', answer);
    });
    await flood();
    expect(phonesIn(await bot.everything()).length).toBeGreaterThan(0);
  });
});

const flood = async (): Promise<void> => {
  const requests = floodRequests();
  for (let start = 0; start < requests.length; start += 50) {
    await Promise.all(requests.slice(start, start + 50).map((each) => bot.send(each)));
  }
};
