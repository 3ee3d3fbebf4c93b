import type { Endpoint, Plugin } from '@astrolabe/core';
import { createCheckRunner } from './check-runner.js';
import { healthEndpoints } from './endpoints.js';
import { failingRequests } from './failing-requests.js';
import { createLifecycle, type Lifecycle } from './lifecycle.js';
import { healthOptions } from './options.js';

export type { Lifecycle } from './lifecycle.js';
export { healthOptions } from './options.js';

/** `/health` and its probes, over the checks of all plugins. `lifecycle` is what the readiness probe follows. */
export const health = (lifecycle: Lifecycle = createLifecycle()): Plugin<typeof healthOptions> => ({
  name: 'health',
  options: healthOptions,
  setup: ({ metrics, clock, service }, { healthPath, releaseId }) => {
    const runner = createCheckRunner(clock);
    const requests = failingRequests(metrics, clock);
    // The share of failing requests is read from memory, so what `/health` says of them is never out of date.
    const refresh = () => runner.ask(requests);
    const endpoints = healthEndpoints(healthPath, { runner, lifecycle, service, releaseId, refresh });
    return {
      checks: [requests],
      closers: [{ name: 'readiness', phase: 'intake', close: () => lifecycle.drain() }],
      instrumentations: [{ name: 'health', enable: (core) => runner.start(core.contributions.checks) }],
      endpoints,
      movable: movable(endpoints),
      startLine: (isOurs) => (isOurs(healthPath) ? [healthPath] : []),
    };
  },
});

const movable = (endpoints: readonly Endpoint[]): Readonly<Record<`/${string}`, string>> =>
  Object.fromEntries(endpoints.map(({ path }) => [path, 'ASTROLABE_HEALTH_PATH']));
