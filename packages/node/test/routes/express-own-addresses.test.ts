import type { Express, Request, Response } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunningBot } from './bot.js';
import { expressVersions, startExpress } from './express-versions.js';

let bot: RunningBot | undefined;
afterEach(() => bot?.stop());

const BOTS = 418;
const OURS = 200;
const own = (_request: Request, response: Response) => response.status(BOTS).end();

describe.each(expressVersions)('in $name, /health', (version) => {
  const { express } = version;
  /** The statuses of `/health`: of the first request, and after the bot has answered others everywhere. */
  const statuses = async (define: (app: Express) => void) => {
    bot = await startExpress(version, define);
    const first = await bot.send('/health');
    for (const path of ['/status', '/x/status', '/health/status']) await bot.send(path);
    return [first, await bot.send('/health')];
  };
  const inner = () => express().get('/status', own).get('/health', own);

  it.each<[string, (app: Express) => void]>([
    ['of an expression', (app) => app.get(/^\/(health|hz)$/, own)],
    ['of a mounted application', (app) => app.use(inner())],
    ['of an application in a mounted application', (app) => app.use(express().use(inner()))],
    ['of a mount by an expression', (app) => app.use(/^\/(health|hz)/, express.Router().get('/', own))],
  ])('%s is the bot’s, from the first request to the last', async (_name, define) => {
    expect(await statuses(define)).toEqual([BOTS, BOTS]);
  });

  it.each<[string, (app: Express) => void]>([
    ['a parameter takes it', (app) => app.get('/:page', own)],
    ['an expression for anything takes it', (app) => app.get(/.*/, own)],
    ['an application has it under another mount', (app) => app.use('/x', inner())],
    [
      'a function of the bot hides the application that has it',
      (app) => {
        const hidden = inner();
        app.use((request, response, next) => void hidden(request, response, next));
      },
    ],
  ])('is ours, from the first request to the last, where %s', async (_name, define) => {
    expect(await statuses(define)).toEqual([OURS, OURS]);
  });
});
