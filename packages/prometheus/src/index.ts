import type { Plugin } from '@astrolabe/core';
import { prometheusOptions } from './options.js';

export { prometheusOptions } from './options.js';

/** `/metrics`. */
export const prometheus = (): Plugin<typeof prometheusOptions> => ({
  name: 'prometheus',
  options: prometheusOptions,
  setup: (_core, config) => ({
    endpoints: [
      { method: 'GET', path: config.metricsPath, access: 'private', handle: () => ({ status: 200, body: '' }) },
    ],
    movable: { [config.metricsPath]: 'ASTROLABE_METRICS_PATH' },
    startLine: () => [config.metricsPath],
  }),
});
