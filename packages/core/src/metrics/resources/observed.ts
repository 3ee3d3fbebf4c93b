import type { Clock } from '../../clock.js';
import type { ObservedOptions, Sample } from '../family.js';
import type { LabelPairs } from '../labels.js';
import { OVERFLOW_LABELS } from '../series-tree.js';
import type { MetricStore } from '../store.js';

const NO_LABELS: LabelPairs = [];
/** Labels here are names of V8's and of classes: a few dozen. */
const MOST_VALUES = 100;

export type Readings = Iterable<readonly [label: string, value: number | undefined]>;

/** Declares a metric without labels. What reads as undefined has no series. */
export const observeNumber = (metrics: MetricStore, options: ObservedOptions, read: () => number | undefined): void =>
  metrics.observed(options, () => {
    const value = read();
    return value === undefined ? [] : [{ labels: NO_LABELS, value }];
  });

/** Declares a metric with one label. Values beyond a hundred are added up in one series. */
export const observeByLabel = (
  metrics: MetricStore,
  options: Omit<ObservedOptions, 'labels'> & { readonly label: string; readonly values?: readonly string[] },
  read: () => Readings,
): void => {
  const { label, values = 'open', ...rest } = options;
  const known = new Map<string, LabelPairs>();
  const pairsOf = (value: string): LabelPairs => {
    const pairs = known.get(value) ?? (known.size < MOST_VALUES ? [[label, value] as const] : OVERFLOW_LABELS);
    if (pairs !== OVERFLOW_LABELS) known.set(value, pairs);
    return pairs;
  };
  metrics.observed({ ...rest, labels: { [label]: values } }, () => sumBy(read(), pairsOf));
};

function* sumBy(readings: Readings, pairsOf: (value: string) => LabelPairs): Generator<Sample> {
  const sums = new Map<LabelPairs, number>();
  for (const [label, value] of readings) {
    if (value === undefined) continue;
    const pairs = pairsOf(label);
    sums.set(pairs, (sums.get(pairs) ?? 0) + value);
  }
  for (const [labels, value] of sums) yield { labels, value };
}

/** What was read is used again for this long: one look serves a page, which is written within. */
const LOOK_MS = 500;

/** The same, read once for the several metrics of a page. */
export const onceAPage = <T>(clock: Pick<Clock, 'nowMs'>, read: () => T): (() => T) => {
  let last: { readonly atMs: number; readonly value: T } | undefined;
  return () => {
    const nowMs = clock.nowMs();
    if (last === undefined || nowMs - last.atMs >= LOOK_MS) last = { atMs: nowMs, value: read() };
    return last.value;
  };
};
