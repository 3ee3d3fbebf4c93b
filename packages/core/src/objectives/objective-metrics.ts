import { durationMs } from '../config/duration.js';
import type { Sample } from '../metrics/family.js';
import type { LabelPairs } from '../metrics/labels.js';
import type { MetricStore } from '../metrics/store.js';
import { BURN_WINDOWS, budgetRemaining, burnRate, secondsUntilSpent } from './burn-rate.js';
import type { Tracker } from './tracker.js';

/**
 * From here on a window counts as wholly observed: restarts cost seconds, and without this room no budget would be
 * known again for 30 days.
 */
export const WHOLLY_OBSERVED = 0.99;
/** The pace that the rest of the budget is spent at. */
const PACE_WINDOW_MS = 3_600_000;

const WINDOWS = BURN_WINDOWS.map((name) => ({ name, ms: durationMs(name) }));

type Trackers = () => Iterable<Tracker>;

/** Declares what is shown of objectives. All of it is read from the trackers when a reader comes. */
export const declareObjectiveMetrics = (metrics: MetricStore, trackers: Trackers): void => {
  declareEvents(metrics, trackers);
  declareTerms(metrics, trackers);
  declareBudget(metrics, trackers);
  declareWindows(metrics, trackers);
};

const declareEvents = (metrics: MetricStore, trackers: Trackers): void => {
  const counter = declareFigure(metrics, trackers, 'counter');
  counter(
    'events_total',
    'Events that count for the objective, since the process began.',
    ({ reader }) => reader.read().total,
  );
  counter(
    'good_events_total',
    'Good events of the objective, since the process began: no failure, and within the threshold.',
    ({ reader }) => reader.read().good,
  );
};

/** What was agreed on. */
const declareTerms = (metrics: MetricStore, trackers: Trackers): void => {
  const gauge = declareFigure(metrics, trackers, 'gauge');
  gauge('target_ratio', 'The share of events that has to be good.', ({ objective }) => objective.target);
  gauge('threshold_seconds', 'What takes longer is bad.', ({ objective }) => objective.withinSeconds);
  gauge('window_seconds', 'The window of the budget.', ({ objective }) => objective.windowMs / 1_000);
};

const declareBudget = (metrics: MetricStore, trackers: Trackers): void => {
  const gauge = declareFigure(metrics, trackers, 'gauge');
  gauge(
    'budget_remaining_ratio',
    'What is left of the budget of bad events: 1 is all of it, below 0 it is overspent. Only of a window that was ' +
      'wholly observed.',
    remaining,
  );
  gauge(
    'budget_spent_in_seconds',
    'Seconds until the budget is spent at the pace of the last hour; 0 if it is spent. Only of a window that was ' +
      'wholly observed.',
    spentInSeconds,
  );
};

const declareWindows = (metrics: MetricStore, trackers: Trackers): void => {
  const gauge = (name: string, help: string, read: (tracker: Tracker) => readonly Sample[]) =>
    metrics.observed(
      { name: `astrolabe_slo_${name}`, type: 'gauge', help, labels: { slo: 'open', window: 'open' } },
      () => ofEach(trackers, read),
    );
  gauge(
    'burn_rate',
    'How many times faster than allowed the budget was spent over the window, as far as it was observed.',
    burnRates,
  );
  gauge('window_coverage_ratio', 'The share of the window that was observed.', coverages);
};

/** Of one figure for each objective; what reads as undefined has no series. */
const declareFigure =
  (metrics: MetricStore, trackers: Trackers, type: 'counter' | 'gauge') =>
  (name: string, help: string, read: (tracker: Tracker) => number | undefined): void =>
    metrics.observed({ name: `astrolabe_slo_${name}`, type, help, labels: { slo: 'open' } }, () =>
      ofEach(trackers, (tracker) => {
        const value = read(tracker);
        return value === undefined ? [] : [{ labels: tracker.labels, value }];
      }),
    );

/** Lazily, so that a page with many objectives is written in slices. */
function* ofEach(trackers: Trackers, read: (tracker: Tracker) => readonly Sample[]): Generator<Sample> {
  for (const tracker of trackers()) yield* read(tracker);
}

const remaining = (tracker: Tracker): number | undefined => {
  tracker.sample();
  const { target, windowMs } = tracker.objective;
  const window = tracker.window(windowMs);
  return window.coverage < WHOLLY_OBSERVED ? undefined : budgetRemaining(window, target);
};

const spentInSeconds = (tracker: Tracker): number | undefined => {
  const left = remaining(tracker);
  if (left === undefined) return undefined;
  const { target, windowMs } = tracker.objective;
  return secondsUntilSpent(left, burnRate(tracker.window(PACE_WINDOW_MS), target), windowMs);
};

const burnRates = (tracker: Tracker): Sample[] => {
  tracker.sample();
  return WINDOWS.map(({ name, ms }) => ({
    labels: withWindow(tracker, name),
    value: burnRate(tracker.window(ms), tracker.objective.target),
  }));
};

const coverages = (tracker: Tracker): Sample[] => {
  tracker.sample();
  const { windowMs } = tracker.objective;
  const own = WINDOWS.some(({ ms }) => ms === windowMs) ? [] : [{ name: windowName(windowMs), ms: windowMs }];
  return [...WINDOWS, ...own].map(({ name, ms }) => ({
    labels: withWindow(tracker, name),
    value: tracker.window(ms).coverage,
  }));
};

const withWindow = ({ labels }: Tracker, window: string): LabelPairs => [...labels, ['window', window]];

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const;

/** In the largest unit that it is whole in: `30d`. */
const windowName = (ms: number): string => {
  const [unit, unitMs] = UNITS.find(([, each]) => ms % each === 0) ?? UNITS[2];
  return `${ms / unitMs}${unit}`;
};
