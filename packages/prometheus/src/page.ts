import type { Clock, Diagnostics, MetricStore } from '@astrolabe/core';
import { familyText } from './exposition/family-text.js';
import type { ExpositionFormat } from './exposition/format.js';
import { createFamilyNames, type FamilyNames, sampleNames } from './family-names.js';
import { createMetricReader } from './prom-client/metric-reader.js';
import { metricText } from './prom-client/metric-text.js';
import type { PromClientRegistry } from './prom-client/registry.js';
import { type TheirMetric, theirMetrics } from './prom-client/their-metrics.js';
import { inSlices } from './slice.js';

export interface PageOptions {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  /** The bot's own registries, asked for anew at every scrape; none by default. */
  readonly registries?: () => readonly PromClientRegistry[];
  /** Told of the seconds that making each part of a page has taken. */
  readonly spent?: (seconds: number) => void;
}

/** All metrics of the process, ours and the bot's own. */
export interface MetricsPage {
  /** The page in parts, each made when the one before it is taken; the event loop has its turn in between. */
  render(format: ExpositionFormat): AsyncIterable<string>;
  /** Which of our metrics have another name on the page, because the bot has theirs: from the name to the other one. */
  clashes(): ReadonlyMap<string, string>;
}

export const createMetricsPage = (store: MetricStore, options: PageOptions): MetricsPage => {
  const { clock, diagnostics, registries = () => [], spent } = options;
  const names = createFamilyNames(diagnostics);
  const reader = createMetricReader(clock, diagnostics);

  async function* families(format: ExpositionFormat): AsyncGenerator<Iterable<string>> {
    const theirs = theirMetrics(registries(), diagnostics);
    const ours = nameFamilies(store, theirs, names);
    const all = new Set([...ours, ...theirs].map(({ name }) => name));
    const isTaken = (name: string) => all.has(name);

    for (const { family, name } of ours) {
      yield guarded(familyText(family, name, format, isTaken), name, diagnostics);
    }
    for await (const { data, name, registry } of reader.read(theirs)) {
      yield guarded(metricText(data, name, registry, format, isTaken), name, diagnostics);
    }
    yield [format.end];
  }

  return {
    render: (format) => inSlices(families(format), clock, spent),
    clashes: () => {
      nameFamilies(store, theirMetrics(registries(), diagnostics), names);
      return names.renamed;
    },
  };
};

/**
 * The page of a store in parts.
 *
 * @example
 * for await (const part of renderMetrics(store, OPEN_METRICS, { clock, diagnostics })) response.write(part);
 */
export const renderMetrics = (
  store: MetricStore,
  format: ExpositionFormat,
  options: PageOptions,
): AsyncIterable<string> => createMetricsPage(store, options).render(format);

const nameFamilies = (store: MetricStore, theirs: readonly TheirMetric[], names: FamilyNames) => {
  const taken = new Set(theirs.flatMap(({ metric, name }) => sampleNames(name, metric.type)));
  return [...store.families()].flatMap((family) => {
    const name = names.nameOf(family, taken);
    return name === undefined ? [] : [{ family, name }];
  });
};

/** A metric that fails ends where it failed, at the end of a line; the others follow. */
function* guarded(lines: Iterable<string>, name: string, diagnostics: Diagnostics): Generator<string> {
  try {
    yield* lines;
  } catch (error) {
    diagnostics.failed('ASTROLABE_METRIC_FAILED', `writing the metric ${name}`, error);
  }
}
