import type { Plugin } from '@astrolabe/core';
import { healthOptions } from './options.js';

export { healthOptions } from './options.js';

/** `/health` and its probes. */
export const health = (): Plugin<typeof healthOptions> => ({
  name: 'health',
  options: healthOptions,
  setup: (_core, config) => ({
    endpoints: [
      { method: 'GET', path: config.healthPath, access: 'public', handle: () => ({ status: 200, body: '{}' }) },
    ],
    movable: { [config.healthPath]: 'ASTROLABE_HEALTH_PATH' },
    startLine: () => [config.healthPath],
  }),
});
