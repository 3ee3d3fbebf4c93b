import { objectOption, pathOption } from '@astrolabe/core';

/** The part of prom-client's `Registry` that is used here. */
export interface PromClientRegistry {
  getMetricsAsArray(): readonly object[];
}

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
    (value) => typeof (value as Partial<PromClientRegistry>).getMetricsAsArray === 'function',
  ),
};
