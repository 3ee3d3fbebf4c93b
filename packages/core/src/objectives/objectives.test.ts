import { beforeEach, describe, expect, it } from 'vitest';
import { createMetricStore, type MetricStore } from '../metrics/store.js';
import { createManualClock, type ManualClock } from '../testing/manual-clock.js';
import { type RecordedLine, recordDiagnostics } from '../testing/recorded-diagnostics.js';
import type { ObjectiveInput } from './objective.js';
import { Objectives, type ObjectivesStart } from './objectives.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const chart: ObjectiveInput = { metric: 'chart_seconds', within: '700ms', target: 0.9, over: '1h' };

let clock: ManualClock;
let store: MetricStore;
let lines: readonly RecordedLine[];
let objectives: Objectives;
beforeEach(() => {
  // At the beginning of a minute, so that windows have round shares.
  clock = createManualClock(1_000, 1_700_000_040_000);
  const recorded = recordDiagnostics();
  lines = recorded.lines;
  store = createMetricStore(recorded.diagnostics);
  objectives = new Objectives({ metrics: store, clock, diagnostics: recorded.diagnostics });
});

const start = (options: Partial<ObjectivesStart> = {}) =>
  objectives.start({ entries: undefined, contributed: [], statePath: undefined, service: 'bot', ...options });
const charts = () => store.histogram('chart_seconds', { help: 'h', labels: { outcome: ['ok', 'failed', 'left'] } });
const shown = (metric: string) =>
  Object.fromEntries(
    [...(store.family(`astrolabe_slo_${metric}`)?.series() ?? [])].map(({ labels, value }) => [
      labels.map(([, text]) => text).join(' '),
      value,
    ]),
  );

describe('an objective', () => {
  it('counts what is good and what counts at all, exactly at its own threshold', () => {
    objectives.declare('chart', chart);
    start();
    const histogram = charts();
    for (const seconds of [0.1, 0.7, 0.7000001, 3]) histogram.observe({ outcome: 'ok' }, seconds);
    expect([shown('good_events_total'), shown('events_total')]).toEqual([{ chart: 2 }, { chart: 4 }]);
    expect([shown('target_ratio'), shown('threshold_seconds'), shown('window_seconds')]).toEqual([
      { chart: 0.9 },
      { chart: 0.7 },
      { chart: 3_600 },
    ]);
  });

  it('judges each series once: timed, bad, bad if late, ignored', () => {
    const asked: string[] = [];
    const judge: ObjectiveInput['judge'] = ({ outcome = '' }) => {
      asked.push(outcome);
      if (outcome === 'failed') return 'bad';
      return outcome === 'left' ? 'bad if late' : 'timed';
    };
    objectives.declare('chart', { ...chart, judge });
    objectives.declare('failures', { ...chart, judge: ({ outcome }) => (outcome === 'failed' ? 'bad' : 'ignored') });
    start();
    const histogram = charts();
    for (let round = 1; round <= 2; round++) {
      for (const outcome of ['ok', 'failed', 'left'] as const) {
        histogram.observe({ outcome }, 0.1);
        histogram.observe({ outcome }, 5);
      }
      expect(shown('good_events_total')).toEqual({ chart: round, failures: 0 });
      expect(shown('events_total')).toEqual({ chart: 5 * round, failures: 2 * round });
    }
    expect(asked).toEqual(['ok', 'failed', 'left']);
  });

  it('times what its judge cannot judge, and says so once', () => {
    objectives.declare('chart', { ...chart, judge: () => 'perhaps' as never });
    objectives.declare('inherited', { ...chart, judge: () => 'toString' as never });
    objectives.declare('other', {
      ...chart,
      judge: () => {
        throw new Error('+447700900123');
      },
    });
    start();
    const histogram = charts();
    histogram.observe({ outcome: 'ok' }, 0.1);
    histogram.observe({ outcome: 'failed' }, 0.1);
    expect(shown('good_events_total')).toEqual({ chart: 2, inherited: 2, other: 2 });
    expect(lines.map(({ line }) => line.replace(/.*"(\w+)".*\[/, '$1 ['))).toEqual([
      'chart [ASTROLABE_OBJECTIVE_JUDGE_FAILED]',
      'inherited [ASTROLABE_OBJECTIVE_JUDGE_FAILED]',
      'other [ASTROLABE_OBJECTIVE_JUDGE_FAILED]',
    ]);
    expect(JSON.stringify(lines)).not.toContain('4477');
  });

  it('takes in a flood of series over several readings, and loses none', () => {
    const routes = store.histogram('chart_seconds', { help: 'h', labels: { route: 'open' }, maxSeries: 5_000 });
    objectives.declare('chart', chart);
    start();
    for (let index = 0; index < 2_500; index++) routes.observe({ route: `/${index}` }, 0.1);
    const readings = Array.from({ length: 4 }, () => shown('events_total').chart);
    expect(readings).toEqual([1_000, 2_000, 2_500, 2_500]);
  });
});

describe('the windows of an objective', () => {
  /** So many good and bad events in each of the next minutes. */
  const live = (minutes: number, good: number, bad: number) => {
    const histogram = charts();
    for (let minute = 0; minute < minutes; minute++) {
      for (let event = 0; event < good; event++) histogram.observe({ outcome: 'ok' }, 0.1);
      for (let event = 0; event < bad; event++) histogram.observe({ outcome: 'ok' }, 5);
      clock.advance(MINUTE_MS);
    }
  };

  it('claim no budget before the whole window was observed, and say how much of it was', () => {
    objectives.declare('chart', chart);
    start();
    live(30, 9, 1);
    expect(shown('budget_remaining_ratio')).toEqual({});
    expect(shown('budget_spent_in_seconds')).toEqual({});
    expect(shown('window_coverage_ratio')['chart 1h']).toBeCloseTo(0.5, 1);
    expect(shown('window_coverage_ratio')['chart 5m']).toBe(1);
    live(31, 9, 1);
    expect(shown('window_coverage_ratio')['chart 1h']).toBe(1);
    expect(shown('budget_remaining_ratio').chart).toBeCloseTo(0, 9);
  });

  it('give the budget that is left, and when it is spent at the pace of the last hour', () => {
    objectives.declare('chart', { ...chart, over: '1d' });
    start();
    live(24 * 60 + 1, 19, 1);
    expect(shown('budget_remaining_ratio').chart).toBeCloseTo(0.5, 9);
    expect(shown('budget_spent_in_seconds').chart).toBeCloseTo(86_400, 3);
    live(2 * 60, 1, 0);
    expect(shown('budget_spent_in_seconds').chart).toBe(Number.POSITIVE_INFINITY);
  });

  it('burn by what was bad within each of them', () => {
    objectives.declare('chart', chart);
    start();
    live(60, 10, 0);
    live(4, 5, 5);
    const rates = shown('burn_rate');
    expect(Object.keys(rates)).toEqual(['5m', '30m', '1h', '6h', '1d', '3d'].map((window) => `chart ${window}`));
    // Four bad minutes of ten events, and the minutes before them: one of five, twenty-six of thirty.
    expect(rates['chart 5m']).toBeCloseTo(20 / 50 / 0.1, 9);
    expect(rates['chart 30m']).toBeCloseTo(20 / 300 / 0.1, 9);
    expect(rates['chart 3d']).toBeCloseTo(20 / 640 / 0.1, 9);
    live(6, 10, 0);
    expect(shown('burn_rate')['chart 5m']).toBe(0);
    expect(objectives.window('chart', 5 * MINUTE_MS)).toEqual({ good: 50, total: 50, coverage: 1 });
    expect(objectives.window('other', MINUTE_MS)).toBeUndefined();
  });

  it('forget what is older than they are: the memory is bounded', () => {
    objectives.declare('chart', chart);
    start();
    live(1, 0, 10);
    clock.advance(3 * DAY_MS + MINUTE_MS);
    expect(objectives.window('chart', 3 * DAY_MS)).toMatchObject({ total: 0, coverage: 1 });
    clock.advance(2 * DAY_MS);
    expect(objectives.window('chart', 90 * DAY_MS)?.coverage).toBeLessThan(5 / 90);
  });

  it('do not count the time in which the process was suspended as observed', () => {
    objectives.declare('chart', chart);
    start();
    live(10, 10, 0);
    charts().observe({ outcome: 'ok' }, 5);
    clock.suspend(30 * MINUTE_MS);
    live(20, 10, 0);
    const window = objectives.window('chart', 60 * MINUTE_MS);
    expect(window?.coverage).toBeCloseTo(30 / 60, 2);
    expect(window).toMatchObject({ good: 300, total: 301 });
    expect(objectives.window('chart', 19 * MINUTE_MS)?.coverage).toBe(1);
  });

  it('would count it if the process had run', () => {
    objectives.declare('chart', chart);
    start();
    clock.advance(60 * MINUTE_MS);
    expect(objectives.window('chart', 60 * MINUTE_MS)?.coverage).toBe(1);
  });

  it('do not move when the wall clock is set back', () => {
    objectives.declare('chart', chart);
    start();
    live(10, 9, 1);
    clock.stepWall(-5 * HOUR_MS);
    live(10, 9, 1);
    expect(objectives.window('chart', 20 * MINUTE_MS)).toEqual({ good: 180, total: 200, coverage: 1 });
    expect(objectives.window('chart', 5 * MINUTE_MS)?.total).toBe(50);
  });

  it('move on with a wall clock that leaps ahead: the machine may have slept', () => {
    objectives.declare('chart', chart);
    start();
    live(10, 9, 1);
    clock.stepWall(5 * HOUR_MS);
    live(10, 9, 1);
    expect(objectives.window('chart', HOUR_MS)?.total).toBe(100);
    expect(objectives.window('chart', 6 * HOUR_MS)).toMatchObject({ total: 200 });
    expect(objectives.window('chart', 6 * HOUR_MS)?.coverage).toBeCloseTo(20 / 360, 2);
  });

  it('take a small step of the wall clock for nothing', () => {
    objectives.declare('chart', chart);
    start();
    for (let minute = 0; minute < 60; minute++) {
      clock.stepWall(minute % 2 === 0 ? 900 : -900);
      clock.advance(MINUTE_MS);
    }
    expect(objectives.window('chart', HOUR_MS)?.coverage).toBe(1);
  });
});

describe('what is declared', () => {
  const requests = { ...chart, name: 'requests', withinSeconds: 0.5, windowMs: DAY_MS } as const;

  it('in code goes before the configuration, and that before what the parts bring', () => {
    objectives.declare('chart', chart);
    const entry = { target: 0.99, withinSeconds: 0.5, windowMs: DAY_MS };
    start({
      contributed: [requests, { ...requests, name: 'reply' }],
      entries: [
        { ...entry, name: 'requests' },
        { ...entry, name: 'chart' },
        { ...entry, name: 'chart_seconds' },
      ],
    });
    expect(shown('target_ratio')).toEqual({ requests: 0.99, chart_seconds: 0.99, chart: 0.9 });
    expect(lines.map(({ line }) => line)).toEqual([expect.stringContaining('declared in code as well')]);
  });

  it('of a metric of a part is judged as the part judges it', () => {
    objectives.declare('fast', chart);
    start({ contributed: [{ ...requests, judge: ({ outcome }) => (outcome === 'ok' ? 'timed' : 'ignored') }] });
    charts().observe({ outcome: 'failed' }, 9);
    charts().observe({ outcome: 'ok' }, 0.6);
    expect(shown('events_total')).toEqual({ requests: 1, fast: 1 });
    expect(shown('good_events_total')).toEqual({ requests: 0, fast: 1 });
  });

  it('may be none at all', () => {
    start({ contributed: [requests], entries: [] });
    expect(objectives.names()).toEqual([]);
    expect(shown('target_ratio')).toEqual({});
  });

  it('by a name that nobody knows is left out, and the others are not', () => {
    const entry = { target: 0.99, withinSeconds: 0.5, windowMs: DAY_MS };
    start({
      contributed: [requests],
      entries: [
        { ...entry, name: 'request' },
        { ...entry, name: 'requests' },
      ],
    });
    expect(objectives.names()).toEqual(['requests']);
    expect(lines.map(({ line }) => line)).toEqual([
      expect.stringMatching(/"request", which is none of requests .*ASTROLABE_OBJECTIVE_UNKNOWN/),
    ]);
  });

  it('after the start is followed from then on; twice alike it is one', () => {
    start();
    objectives.declare('chart', chart);
    charts().observe({ outcome: 'ok' }, 0.1);
    clock.advance(MINUTE_MS);
    objectives.declare('chart', { ...chart });
    expect(objectives.window('chart', HOUR_MS)?.total).toBe(1);
    expect(() => objectives.declare('chart', { ...chart, target: 0.5 })).toThrow(/declared already, with other values/);
  });

  it('in code takes the place of one that a part brings, after the start as well', () => {
    start({ contributed: [requests] });
    objectives.declare('requests', { ...chart, target: 0.5 });
    expect(shown('target_ratio')).toEqual({ requests: 0.5 });
  });

  it('after the first observation needs an edge that is there', () => {
    start();
    charts().observe({ outcome: 'ok' }, 0.1);
    expect(() => objectives.declare('chart', chart)).toThrow(/no edge at 0.7 s.*or choose one of .*0.5, 0.75, 1, 2,/);
    expect(() => objectives.declare('chart', chart)).toThrow(
      expect.objectContaining({ code: 'ASTROLABE_OBJECTIVE_LATE' }),
    );
    objectives.declare('chart', { ...chart, within: '500ms' });
    expect(shown('good_events_total')).toEqual({ chart: 1 });
  });

  it('after thousands of series files none of their past under now', () => {
    start();
    const routes = store.histogram('chart_seconds', { help: 'h', labels: { route: 'open' }, maxSeries: 5_000 });
    for (let index = 0; index < 2_500; index++) routes.observe({ route: `/${index}` }, 60);
    objectives.declare('chart', { ...chart, within: '500ms' });
    clock.advance(MINUTE_MS);
    expect(objectives.window('chart', HOUR_MS)?.total).toBe(0);
    routes.observe({ route: '/1' }, 60);
    expect(objectives.window('chart', HOUR_MS)?.total).toBe(1);
  });

  it('by configuration, after the first observation, is left out with a word', () => {
    charts().observe({ outcome: 'ok' }, 0.1);
    start({ contributed: [{ ...requests, withinSeconds: 0.3 }] });
    expect(objectives.names()).toEqual([]);
    expect(lines.map(({ line }) => line)).toEqual([expect.stringContaining('[ASTROLABE_OBJECTIVE_LATE]')]);
  });

  it('for a metric that is no histogram is refused', () => {
    store.gauge('chart_seconds', { help: 'h' });
    expect(() => objectives.declare('chart', chart)).toThrow(/chart_seconds is a gauge, and no histogram/);
  });

  it('for a metric that never appears is said once, a minute later, with those that are there', () => {
    objectives.declare('chart', chart);
    store.histogram('chat_seconds', { help: 'h' });
    start();
    clock.advance(59_000);
    expect(lines).toEqual([]);
    clock.advance(10 * MINUTE_MS);
    expect(lines.map(({ line }) => line)).toEqual([
      expect.stringMatching(/no histogram chart_seconds .* that are there: chat_seconds \[/),
    ]);
    charts().observe({ outcome: 'ok' }, 0.1);
    expect(shown('events_total')).toEqual({ chart: 1 });
  });

  it('without end is refused: a name made up from data would fill the memory', () => {
    for (let index = 0; index < 50; index++) objectives.declare(`chart-${index}`, chart);
    expect(() => objectives.declare('one-more', chart)).toThrow(/there are 50 already/);
  });

  it('leaves nothing running once it is ended', () => {
    objectives.declare('chart', chart);
    const end = start();
    expect(clock.pending).toBe(1);
    end();
    expect(clock.pending).toBe(0);
  });
});
