import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { countedRequests } from '../counted-requests.ts';
import { runToSuccess } from '../packages/workspace.ts';

const folder = fileURLToPath(new URL('../../../../benchmarks/fixtures/neighbours/', import.meta.url));
const quiet = { NODE_ENV: 'development', ASTROLABE_LOG_LEVEL: 'warn' };

interface Answer {
  readonly status: number;
  readonly body: string;
}
interface Visit {
  readonly charts: readonly Answer[];
  readonly broken: Answer;
  readonly unknown: Answer;
  readonly health: Answer;
  readonly metrics: Answer;
  /** The names of the spans and errors that the neighbour recorded. */
  readonly seen: readonly string[];
}
type Order = 'before' | 'after';

/** The bot runs as an owner's does: from what is built, in a process of its own. */
const visit = async (bot: string, neighbour: string, order: Order, environment = {}): Promise<Visit> => {
  const program = ['visit.cjs', bot, neighbour, order];
  return JSON.parse(await runToSuccess(process.execPath, program, folder, { ...quiet, ...environment })) as Visit;
};

const EVERY_REQUEST = {
  'GET /users/:phone/charts/:sign 200': 3,
  'GET /broken 500': 1,
  'GET (unmatched) 404': 1,
};
const BOTS = ['Express 4', 'Express 5', 'Fastify 5'];
const ROUTE = 'GET /users/:phone/charts/:sign';
const ERROR = 'the ephemeris is away';
/** What proves that they were on: set up late, they find Express loaded and change less, or nothing, of it. */
const NEIGHBOURS = {
  OpenTelemetry: { before: [ROUTE], after: [] },
  'Sentry 9': { before: [ROUTE, ERROR], after: [ERROR] },
  'Sentry 10': { before: [ROUTE, ERROR], after: [ERROR] },
  'Sentry 11': { before: [ERROR], after: [ERROR] },
} as const;
type Neighbour = keyof typeof NEIGHBOURS;

describe.each(BOTS)('a bot on %s', (bot) => {
  const cases = (Object.keys(NEIGHBOURS) as Neighbour[]).flatMap((name) => [
    [name, 'before'] as const,
    [name, 'after'] as const,
  ]);

  it.each(cases)('is measured with %s, set up %s Astrolabe', async (neighbour, order) => {
    const { charts, broken, unknown, health, metrics, seen } = await visit(bot, neighbour, order);
    expect(charts).toEqual(['aries', 'leo', 'libra'].map((body) => ({ status: 200, body })));
    expect([broken.status, unknown.status, health.status, metrics.status]).toEqual([500, 404, 200, 200]);
    expect(JSON.parse(health.body)).toMatchObject({ status: 'pass' });
    expect(countedRequests(metrics.body)).toEqual(EVERY_REQUEST);
    expect(metrics.body).not.toContain('491701234567');
    expect(seen).toEqual(expect.arrayContaining([...NEIGHBOURS[neighbour][order]]));
  });

  it('is seen by nobody when there is nobody, and not measured when Astrolabe is off', async () => {
    const { health, metrics, seen } = await visit(bot, 'nobody', 'before', { ASTROLABE_ENABLED: 'false' });
    expect(seen).toEqual([]);
    expect([health.status, metrics.status]).toEqual([404, 404]);
    expect(countedRequests(metrics.body)).toEqual({});
  });
});
