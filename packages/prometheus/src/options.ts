import { objectOption, pathOption } from '@astrolabe/core';
import { isRegistry, type PromClientRegistry } from './prom-client/registry.js';

export const prometheusOptions = {
  metricsPath: pathOption({
    env: ['ASTROLABE_METRICS_PATH'],
    fallback: '/metrics',
    description: 'Where the metrics are served. It is private: see `token`.',
  }),
  registry: objectOption<PromClientRegistry>(
    {
      description:
        "The bot's own prom-client registry, shown on the same page. Without it, the default registry of a prom-client that the bot has loaded.",
    },
    'a registry of prom-client',
    isRegistry,
  ),
};
