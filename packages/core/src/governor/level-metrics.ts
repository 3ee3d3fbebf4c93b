import type { MetricStore } from '../metrics/store.js';
import type { Governor } from './governor.js';
import { rankOf } from './level.js';

/** Declares what the governor shows of itself. */
export const declareLevelMetrics = (metrics: MetricStore, governor: Governor): void => {
  const gauge = (name: string, help: string, read: () => number) => metrics.observedGauge(name, { help }, read);
  gauge('astrolabe_level', 'How much is recorded: 0 off, 1 metrics, 2 no child spans, 3 full.', () =>
    rankOf(governor.level),
  );
  gauge(
    'astrolabe_overhead_ratio',
    "Astrolabe's share of the CPU time of the process in the last five seconds, its share of collections included.",
    () => governor.cost.ratio,
  );
  gauge(
    'astrolabe_overhead_microseconds',
    'What Astrolabe has taken for each transaction that ended in the last five seconds; 0 where none did.',
    () => governor.cost.microseconds,
  );
  metrics.observed(
    {
      name: 'astrolabe_level_changes_total',
      type: 'counter',
      help: 'How often the cost has changed how much is recorded.',
      labels: { direction: ['lowered', 'raised'] },
    },
    () => [
      { labels: [['direction', 'lowered']], value: governor.changes.lowered },
      { labels: [['direction', 'raised']], value: governor.changes.raised },
    ],
  );
};
