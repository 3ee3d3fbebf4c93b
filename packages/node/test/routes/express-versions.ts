import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { astrolabe } from '@astrolabe/node/express';
import type { Express, NextFunction, Request, Response } from 'express';
import { type RunningBot, startBot } from './bot.js';

const require = createRequire(import.meta.url);
const load = (name: string) => require(name) as typeof import('express');

export interface ExpressVersion {
  readonly name: string;
  readonly express: typeof import('express');
  /** Which grammar its paths have: `*` and `:x?`, or `*name` and `{:x}`. */
  readonly generation: 4 | 5;
  /** Whether its router keeps the paths of mounts. */
  readonly keepsMounts: boolean;
}

export const expressVersions: readonly ExpressVersion[] = [
  { name: 'Express 4', express: load('express-4'), generation: 4, keepsMounts: true },
  { name: 'Express 5.0 with router 2.0', express: load('express-5.0'), generation: 5, keepsMounts: false },
  { name: 'Express 5.1 with router 2.2', express: load('express-5.1'), generation: 5, keepsMounts: false },
  { name: 'Express 5.2 with router 2.3', express: load('express-5.2'), generation: 5, keepsMounts: true },
  { name: 'Express 5.3 with router 2.3', express: load('express'), generation: 5, keepsMounts: true },
];

/** A bot of this version with Astrolabe in front of the routes that `define` adds. */
export const startExpress = ({ express }: ExpressVersion, define: (app: Express) => void): Promise<RunningBot> =>
  startBot(() => {
    const app = express();
    // Its final handler prints stacks otherwise.
    app.set('env', 'test');
    app.use(astrolabe());
    define(app);
    return app as RequestListener;
  });

/** How a request's query asks the handler to end: `?as=404`, `?as=throw`, `?as=next`, `?as=later`. */
export const answer = (request: Request, response: Response, next: NextFunction): void => {
  const as = /[?&]as=(\w+)/.exec(request.originalUrl)?.[1] ?? '200';
  if (as === 'throw') throw new Error('thrown');
  if (as === 'next') next(new Error('passed on'));
  else if (as === 'later') setImmediate(() => next(new Error('passed on later')));
  else response.status(Number(as)).end();
};

/** The status of each way to end. */
export const ENDS: Readonly<Record<string, number>> = { 200: 200, 404: 404, throw: 500, next: 500, later: 500 };
