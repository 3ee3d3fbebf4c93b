import { runtime } from '@astrolabe/core';
import type { Express, Request } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunningBot } from './bot.js';
import { answer, type ExpressVersion, expressVersions, startExpress } from './express-versions.js';
import { floodRequests, phonesIn } from './phone-flood.js';

const define = (app: Express, { express, generation }: ExpressVersion): void => {
  const routes = () => {
    const router = express.Router();
    router.all('/chart', answer);
    router.all('/:phone', answer);
    router.all(/^\/chart\/(\d+)\.json$/, answer);
    return router;
  };
  const twice = routes();
  const subApp = express();
  subApp.use(routes());
  const hidden = routes();
  app.use('/api', routes());
  app.use('/users/:phone', routes());
  app.use('/pairs/:first-:second', routes());
  app.use(/^\/re\/([^/]+)/, routes());
  app.use(['/twice/:phone', '/twice'], twice);
  app.use('/twice/:phone/chart', twice);
  app.use('/apps/:phone', subApp);
  app.use('/hooks/:phone', answer);
  app.use('/hidden/:phone', (request, response, next) => hidden(request, response, next));
  app.all(generation === 4 ? '/files/*' : '/files/*rest', answer);
  app.all([/^\/(\d+)$/, '/:phone/chart'], answer);
};

let bot: RunningBot;
afterEach(() => bot.stop());

const flood = async (): Promise<string> => {
  const requests = floodRequests();
  for (let start = 0; start < requests.length; start += 50) {
    await Promise.all(requests.slice(start, start + 50).map((each) => bot.send(each)));
  }
  return bot.everything();
};

describe.each(expressVersions)('$name', (version) => {
  it('shows no digit of the numbers that it is flooded with', async () => {
    bot = await startExpress(version, (app) => define(app, version));
    const shown = await flood();
    expect(shown).toContain('http_server_request_duration_seconds_bucket{');
    expect(phonesIn(shown)).toEqual([]);
    const routes = await bot.routes();
    expect(routes).toEqual(
      expect.arrayContaining(['/api/:phone', '/twice/:phone/chart', '/apps/:phone/chart', '/hooks/:phone']),
    );
    expect(routes.length).toBeLessThan(60);
  });
});

describe('a finder that trusts', () => {
  const untrusted: readonly { name: string; find(request: Request): string }[] = [
    { name: 'baseUrl', find: ({ baseUrl, route }) => `${baseUrl}${route?.path ?? ''}` },
    { name: 'the URL', find: ({ originalUrl }) => originalUrl },
    { name: 'the path', find: ({ originalUrl }) => originalUrl.replace(/[?#].*/, '') },
  ];

  it.each(untrusted)('$name is caught by the same flood', async ({ find }) => {
    const newest = expressVersions.at(-1) as ExpressVersion;
    bot = await startExpress(newest, (app) => {
      const { httpServer, requestMetrics } = runtime();
      httpServer.routeFinders.set('express', (request) => requestMetrics().route(find(request as never)));
      define(app, newest);
    });
    expect(phonesIn(await flood()).length).toBeGreaterThan(0);
  });
});
