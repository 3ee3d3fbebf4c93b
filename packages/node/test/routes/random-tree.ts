import type { IRouter, Request, RequestHandler } from 'express';
import type { ExpressVersion } from './express-versions.js';

export type Random = () => number;

/** A seeded generator (mulberry32), so that a failure can be repeated. */
export const randomSource =
  (seed: number): Random =>
  () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };

export const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

const SEGMENTS = [
  '/users',
  '/chart',
  '/a',
  '/v1.json',
  '/:phone',
  '/:day',
  '/p-:id',
  '/:from-to-:until',
  '/users/:user',
];
const VALUES = [
  '447700900123',
  '%2B447700900123',
  'users',
  'chart',
  'a',
  'v1.json',
  'p-7',
  'A',
  '4477-00900123',
  '%20',
];

/** The mounts that a request has gone through to each router, as its own middleware saw them. */
const trails = new WeakMap<Request, Map<IRouter, string>>();

const trailTo = (request: Request, router: IRouter): string => trails.get(request)?.get(router) ?? '';

/** Notes that a request goes from one router into another. */
const passing =
  (from: IRouter, pattern: string, into: IRouter): RequestHandler =>
  (request, _response, next) => {
    trails.set(request, (trails.get(request) ?? new Map()).set(into, trailTo(request, from) + pattern));
    next();
  };

export interface RandomTree {
  readonly router: IRouter;
  /** The patterns of its routes, from its own root. */
  readonly patterns: readonly string[];
}

/** Fills a router with routes, routers, sub-applications, and routers that stand in several places. */
export const growTree = (
  random: Random,
  { express }: ExpressVersion,
  router: IRouter,
  handler: (patternOf: (request: Request) => string) => RequestHandler,
): RandomTree => {
  const grown: RandomTree[] = [];
  const grow = (parent: IRouter, depth: number): RandomTree => {
    const patterns: string[] = [];
    for (let count = 0; count < 4; count++) {
      const path = pick(random, SEGMENTS);
      if (depth === 3 || random() < 0.4) {
        parent.all(
          path,
          handler((request) => trailTo(request, parent) + path),
        );
        patterns.push(path);
        continue;
      }
      const kind = random();
      const isReused = kind < 0.3 && grown.length > 0;
      const isApplication = kind < 0.5 && 'set' in parent;
      const child = isReused ? pick(random, grown) : grow(isApplication ? express() : express.Router(), depth + 1);
      parent.use(path, passing(parent, path, child.router), child.router);
      patterns.push(...child.patterns.map((each) => path + each));
    }
    const tree = { router: parent, patterns };
    // A sub-application knows its last mount only, so that each has one here.
    if (depth > 0 && !('set' in parent)) grown.push(tree);
    return tree;
  };
  return grow(router, 0);
};

/** A path that a pattern takes, or one a little beside it. */
export const pathOf = (random: Random, pattern: string): string => {
  const path = pattern.replace(/:(?:from|until|\w+)/g, () => pick(random, VALUES));
  if (random() < 0.1) return `${path}/`;
  return random() < 0.1 ? `${path}/${pick(random, VALUES)}` : path;
};
