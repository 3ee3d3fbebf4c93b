import type { Check } from '../health/check.js';
import type { Contributions, Core } from '../plugin.js';
import { declarePoolMetrics } from './pool-metrics.js';
import { unwatchedClients } from './unwatched.js';
import type { Watched, Watches } from './watches.js';

const INTERVAL_MS = 15_000;
const TIMEOUT_MS = 2_000;
const LIBRARIES = ['pg', 'ioredis', 'redis', 'mongodb', 'mongoose'];

/** Clients that are watched as a part among the others. Health asks those that were named before the start. */
export const watchContributions = (watches: Watches, { metrics }: Pick<Core, 'metrics'>): Contributions => {
  declarePoolMetrics(metrics, watches);
  return {
    instrumentations: LIBRARIES.map((name) => ({ name, enable: (core) => watches.enable(name, core) })),
    get checks() {
      return watches.all().map(checkOf);
    },
    startLine: () => unwatchedClients(watches),
  };
};

/** A ping that misses the deadline fails the check, and is not repeated before it settles. */
const checkOf = ({ name, critical, client }: Watched): Check => ({
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
