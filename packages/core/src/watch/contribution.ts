import type { Check } from '../health/check.js';
import type { Contributions, Core } from '../plugin.js';
import { declarePoolMetrics } from './pool-metrics.js';
import { unwatchedClients } from './unwatched.js';
import type { Watched, Watches } from './watches.js';

const INTERVAL_MS = 15_000;
const TIMEOUT_MS = 2_000;
const LIBRARIES = ['pg', 'ioredis', 'redis', 'knex', 'mongodb', 'mongoose', 'prisma'];

/** Clients that are watched as a part among the others. */
export const watchContributions = (watches: Watches, { metrics }: Pick<Core, 'metrics'>): Contributions => {
  declarePoolMetrics(metrics, watches);
  /** The same one each time: health knows by it what is new. */
  const checks = new WeakMap<Watched, Check>();
  const checkOf = (watched: Watched): Check => {
    const check = checks.get(watched) ?? ping(watched);
    checks.set(watched, check);
    return check;
  };
  return {
    instrumentations: LIBRARIES.map((name) => ({ name, enable: (core) => watches.enable(name, core) })),
    get checks() {
      return watches.all().map(checkOf);
    },
    checkChanges: (listener) => watches.onChange(listener),
    startLine: () => unwatchedClients(watches),
  };
};

/** A ping that misses the deadline fails the check, and is not repeated before it settles. */
const ping = ({ name, critical, client }: Watched): Check => ({
  name: `${name}:ping`,
  componentType: 'datastore',
  critical,
  intervalMs: INTERVAL_MS,
  timeoutMs: TIMEOUT_MS,
  run: async () => {
    await client.ping();
    return { status: 'pass' };
  },
});
