import type { RequestListener } from 'node:http';
import { UNMATCHED_ROUTE } from '@astrolabe/core';
import { astrolabe } from '@astrolabe/node/express';
import type { RequestHandler } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningBot, startBot } from './bot.js';
import { answer, expressVersions, startExpress } from './express-versions.js';

const PHONE = '447700900123';
const passOn: RequestHandler = (_request, _response, next) => next();

let bot: RunningBot;
afterEach(() => bot.stop());

describe.each(expressVersions)('$name', (version) => {
  const { express, generation, keepsMounts } = version;

  it('knows middleware that answers by its mount', async () => {
    bot = await startExpress(version, (app) => {
      app.use(passOn);
      app.use('/webhook', passOn, answer);
      app.use('/hooks/:phone', express.Router().use(passOn).use(answer));
      app.use('/deep', express.Router().use('/er/:phone', answer));
    });
    for (const path of ['/webhook', '/webhook?x=1', `/webhook/${PHONE}`, '/WEBHOOK']) await bot.send(path);
    for (const path of [`/hooks/${PHONE}`, `/hooks/${PHONE}/more`, `/deep/er/${PHONE}`]) await bot.send(path);
    expect(await bot.counted()).toEqual({ '/webhook 200': 4, '/hooks/:phone 200': 2, '/deep/er/:phone 200': 1 });
  });

  it('does not guess which of two mounts answered', async () => {
    bot = await startExpress(version, (app) => {
      app.use('/:tenant', passOn);
      app.use('/webhook', answer);
    });
    await bot.send('/webhook');
    expect(await bot.counted()).toEqual({ [`${UNMATCHED_ROUTE} 200`]: 1 });
  });

  it('shares one label among everything that no route took', async () => {
    bot = await startExpress(version, (app) => {
      app.use('/api', express.Router().get('/chart', answer));
      app.use('/fails', () => {
        throw new Error(PHONE);
      });
      app.post('/chart', answer);
    });
    for (const path of [`/${PHONE}`, `/api/${PHONE}`, '/chart', '/%E0%A4%A']) await bot.send(path);
    await bot.send({ path: '/chart', method: 'OPTIONS' });
    await bot.send('/fails');
    const counted = await bot.counted();
    expect(Object.keys(counted).every((row) => row.startsWith(UNMATCHED_ROUTE))).toBe(true);
    expect(Object.values(counted).reduce((sum, count) => sum + count)).toBe(6);
  });

  it('counts HEAD under the route for GET', async () => {
    bot = await startExpress(version, (app) => app.get('/users/:phone', answer));
    await bot.send({ path: `/users/${PHONE}`, method: 'HEAD' });
    expect(await bot.counted()).toEqual({ '/users/:phone 200': 1 });
  });

  it('keeps a request with the route that passed it on, until another or a mount takes it', async () => {
    bot = await startExpress(version, (app) => {
      app.all(generation === 4 ? '*' : '/*path', passOn);
      app.get('/chart', answer);
      app.use('/webhook', answer);
      app.use((_request, response) => {
        response.status(404).end();
      });
    });
    for (const path of ['/chart', '/webhook', '/webhook', `/${PHONE}`]) await bot.send(path);
    const all = generation === 4 ? '*' : '/*path';
    expect(await bot.counted()).toEqual({ '/chart 200': 1, '/webhook 200': 2, [`${all} 404`]: 1 });
  });

  it('shows a route behind a function of the bot with the mount of that function', async () => {
    bot = await startExpress(version, (app) => {
      const hidden = express.Router();
      hidden.get('/:day', answer);
      hidden.use('/inner/:phone', express.Router().get('/chart', answer));
      app.use('/hidden', (request, response, next) => hidden(request, response, next));
    });
    await bot.send(`/hidden/${PHONE}`);
    await bot.send(`/hidden/inner/${PHONE}/chart`);
    await bot.send(`/hidden/${PHONE}?as=throw`);
    expect(await bot.counted()).toEqual({ '/hidden/:day 200': 1, '/(mount)/chart 200': 1, '/:day 500': 1 });
  });

  it('shows what is certain of a sub-application that has only failed, and all of it later', async () => {
    bot = await startExpress(version, (app) => {
      const subApp = express();
      subApp.use('/inner', express.Router().get('/:day', answer));
      app.use('/users/:phone', subApp);
    });
    await bot.send(`/users/${PHONE}/inner/1?as=throw`);
    expect(await bot.counted()).toEqual({ '/users/:phone/:day 500': 1 });
    await bot.send(`/users/${PHONE}/inner/1`);
    await bot.send(`/users/${PHONE}/inner/1?as=throw`);
    expect(await bot.counted()).toEqual({
      '/users/:phone/:day 500': 1,
      '/users/:phone/inner/:day 200': 1,
      '/users/:phone/inner/:day 500': 1,
    });
  });

  it('does not guess which of two sub-applications has failed', async () => {
    bot = await startExpress(version, (app) => {
      app.use(express().use(passOn));
      app.use('/users/:phone', express().get('/chart', answer));
    });
    await bot.send(`/users/${PHONE}/chart?as=throw`);
    expect(await bot.counted()).toEqual({ '/(mount)/chart 500': 1 });
  });

  it('knows the mounts above an application that astrolabe is in', async () => {
    bot = await startBot(() => {
      const inner = express();
      inner.use(astrolabe());
      inner.get('/chart/:day', answer);
      return express().use('/bots/:phone', inner) as RequestListener;
    });
    await bot.send(`/bots/${PHONE}/chart/${PHONE}`);
    await bot.send(`/bots/${PHONE}/chart/${PHONE}?as=404`);
    expect(await bot.counted()).toEqual({ '/bots/:phone/chart/:day 200': 1, '/bots/:phone/chart/:day 404': 1 });
  });

  it('waits for the mounts above an application that is hidden in another', async () => {
    bot = await startExpress(version, (app) => {
      const inner = express();
      inner.get('/:day', answer);
      const outer = express();
      outer.get('/chart', answer);
      outer.use('/routed', express.Router().use('/inner', inner));
      app.use('/users/:phone', outer);
    });
    const hidden = `/users/${PHONE}/routed/inner/1`;
    for (const path of [hidden, `/users/${PHONE}/chart`, hidden, `${hidden}?as=throw`]) await bot.send(path);
    expect(await bot.counted()).toEqual({
      '/(mount)/:day 200': 1,
      '/users/:phone/chart 200': 1,
      '/users/:phone/routed/inner/:day 200': 1,
      '/users/:phone/routed/inner/:day 500': 1,
    });
  });

  it('tells apart a router that stands in an application and in its sub-application', async () => {
    bot = await startExpress(version, (app) => {
      const shared = express.Router();
      shared.get('/chart', answer);
      app.use('/own/:phone', shared);
      app.use('/sub/:phone', express().use('/shared', shared));
    });
    for (const path of [`/own/${PHONE}`, `/sub/${PHONE}/shared`, `/own/${PHONE}`]) await bot.send(`${path}/chart`);
    await bot.send(`/sub/${PHONE}/shared/chart?as=throw`);
    expect(await bot.counted()).toEqual({
      '/own/:phone/chart 200': 2,
      '/sub/:phone/shared/chart 200': 1,
      '/sub/:phone/shared/chart 500': 1,
    });
  });

  it('knows the routes of an application of its own beside the one that astrolabe is in', async () => {
    bot = await startBot(() => {
      const app = express().use(astrolabe());
      const beside = express().use('/ops/:phone', express.Router().get('/status', answer));
      return (request, response) =>
        (request.url?.startsWith('/ops') ? beside : app)(request as never, response as never);
    });
    await bot.send('/ops');
    for (const end of ['200', '404', '200']) await bot.send(`/ops/${PHONE}/status?as=${end}`);
    expect(await bot.counted()).toEqual({
      [`${UNMATCHED_ROUTE} 404`]: 1,
      '/ops/:phone/status 200': 2,
      '/ops/:phone/status 404': 1,
    });
  });

  it('ends its search in a router that holds itself, and in a tree of many branches', async () => {
    bot = await startExpress(version, (app) => {
      const loop = express.Router();
      loop.use('/again', loop);
      loop.get('/here', answer);
      app.use('/loop', loop);
      let branch = express.Router();
      branch.get('/nowhere', answer);
      for (let depth = 0; depth < 30; depth++) branch = express.Router().use('/a', branch).use('/b', branch);
      app.use('/tree', branch);
      app.get('/after', answer);
    });
    for (const path of ['/loop/here', '/loop/again/here', '/after', `/tree/a/b${'/a'.repeat(28)}/nowhere`]) {
      expect(await bot.send(path)).toBe(200);
    }
    const routes = await bot.routes();
    expect(routes).toContain('/loop/here');
    expect(routes.join()).not.toContain('/tree/a/b');
  });

  it('shows a mount as the bot wrote it, where the router keeps that, and never in the case of a caller', async () => {
    bot = await startExpress(version, (app) => {
      app.use('/Charts', express.Router().get('/Solar', answer));
    });
    await bot.send('/cHaRtS/sOlAr');
    expect(await bot.counted()).toEqual({ [`${keepsMounts ? '/Charts' : '/charts'}/Solar 200`]: 1 });
  });
});
