import { AsyncResource } from 'node:async_hooks';
import type { Core, Endpoint, Plugin } from '@astrolabe/core';
import { type CheckRunner, createCheckRunner } from './check-runner.js';
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
  setup: (core, { healthPath, releaseId }) => {
    const { metrics, clock, service } = core;
    const runner = createCheckRunner(clock);
    const requests = failingRequests(metrics, clock);
    // The share of failing requests is read from memory, so what `/health` says of them is never out of date.
    const refresh = () => runner.ask(requests);
    const notes = () => core.contributions.notes();
    const endpoints = healthEndpoints(healthPath, { runner, lifecycle, service, releaseId, refresh, notes });
    return {
      checks: [requests],
      closers: [{ name: 'readiness', phase: 'intake', close: () => lifecycle.drain() }],
      instrumentations: [{ name: 'health', from: 'off', enable: () => run(runner, core) }],
      endpoints,
      movable: movable(endpoints),
      startLine: (isOurs) => (isOurs(healthPath) ? [healthPath] : []),
    };
  },
});

/** Asks the checks that there are at the start, and those that come after it. */
const run = (runner: CheckRunner, core: Core): (() => void) => {
  const { checks, checkChanges } = core.contributions;
  // In the context of the start: whoever names a client in a request would have its checks be asked in that one for ever.
  const update = AsyncResource.bind(() => runner.update(core.contributions.checks));
  const ends = [runner.start(checks), ...checkChanges.map((listen) => listen(update))];
  return () => {
    for (const end of ends) end();
  };
};

const movable = (endpoints: readonly Endpoint[]): Readonly<Record<`/${string}`, string>> =>
  Object.fromEntries(endpoints.map(({ path }) => [path, 'ASTROLABE_HEALTH_PATH']));
