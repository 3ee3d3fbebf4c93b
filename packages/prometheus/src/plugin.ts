import type { Plugin } from '@astrolabe/core';
import { createMetricsEndpoint } from './metrics-endpoint.js';
import { prometheusOptions } from './options.js';
import { createMetricsPage } from './page.js';
import { loadedRegistries } from './prom-client/loaded-registries.js';

/** `/metrics`. */
export const prometheus = (): Plugin<typeof prometheusOptions> => ({
  name: 'prometheus',
  options: prometheusOptions,
  setup: ({ metrics, clock, diagnostics, overhead }, { metricsPath, registry }) => {
    const registries = registry === undefined ? () => loadedRegistries() : () => [registry];
    const page = createMetricsPage(metrics, {
      clock,
      diagnostics,
      registries,
      spent: (seconds) => overhead.add(seconds),
    });
    return {
      endpoints: [createMetricsEndpoint(metricsPath, page, clock)],
      movable: { [metricsPath]: 'ASTROLABE_METRICS_PATH' },
      startLine: (isOurs) =>
        isOurs(metricsPath) ? [startLinePart(metricsPath, registries().length, page.clashes())] : [],
    };
  },
});

const startLinePart = (path: string, registries: number, clashes: ReadonlyMap<string, string>): string => {
  if (registries === 0) return path;
  const renamed = [...clashes].map(([name, other]) => `${name} is yours, ours is ${other}`);
  const remark = renamed.length === 0 ? '' : ` (${renamed.join('; ')})`;
  return `${path} with your prom-client${remark}`;
};
