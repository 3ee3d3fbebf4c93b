import { pathOption } from '@astrolabe/core';

export const healthOptions = {
  healthPath: pathOption({
    env: ['ASTROLABE_HEALTH_PATH'],
    fallback: '/health',
    description: 'Where health is served; its probes are below it: /live, /ready and /startup.',
  }),
};
