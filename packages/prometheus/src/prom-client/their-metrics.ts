import type { Diagnostics } from '@astrolabe/core';
import { isFamilyView } from './family-view.js';
import { type PromClientMetric, type PromClientRegistry, sampleNameOf } from './registry.js';

/** A metric of the bot's own. */
export interface TheirMetric {
  readonly metric: PromClientMetric;
  readonly registry: PromClientRegistry;
  /** The name of its samples. */
  readonly name: string;
}

/** The metrics of all registries; not those that are ours. Of two with one name, the first counts. */
export const theirMetrics = (registries: readonly PromClientRegistry[], diagnostics: Diagnostics): TheirMetric[] => {
  const byName = new Map<string, TheirMetric>();
  for (const registry of registries) {
    for (const metric of metricsOf(registry, diagnostics)) {
      const name = sampleNameOf(metric, registry);
      if (byName.has(name)) warnOfTwin(name, diagnostics);
      else byName.set(name, { metric, registry, name });
    }
  }
  return [...byName.values()];
};

const metricsOf = (registry: PromClientRegistry, diagnostics: Diagnostics): PromClientMetric[] => {
  try {
    return registry.getMetricsAsArray().filter((metric) => !isFamilyView(metric)) as PromClientMetric[];
  } catch (error) {
    diagnostics.failed('ASTROLABE_REGISTRY_FAILED', "reading the bot's prom-client registry", error);
    return [];
  }
};

const warnOfTwin = (name: string, diagnostics: Diagnostics): void =>
  diagnostics.warnOnce(
    'ASTROLABE_METRIC_TWIN',
    `two copies of prom-client have a metric ${name} each, and a page can show one: the first loaded is shown; ` +
      'make the bot and its libraries share one prom-client, or give its registry as the option `registry`',
  );
