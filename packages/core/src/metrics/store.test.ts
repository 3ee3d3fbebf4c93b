import { describe, expect, it } from 'vitest';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import type { Family } from './family.js';
import { createRequestMetrics, REQUEST_DURATION, UNMATCHED_ROUTE } from './request-metrics.js';
import { createMetricStore } from './store.js';

const setUp = () => {
  const { diagnostics, lines } = recordDiagnostics();
  return { store: createMetricStore(diagnostics), diagnostics, lines };
};
const read = (family: Family) =>
  [...family.series()].map(({ labels, value }) => [
    Object.fromEntries(labels),
    typeof value === 'number' ? value : value.count,
  ]);

describe('a counter', () => {
  it('counts by its labels', () => {
    const charts = setUp().store.counter('charts_total', { help: 'h', labels: { kind: ['natal', 'transit'] } });
    charts.inc({ kind: 'natal' });
    charts.inc({ kind: 'natal' }, 2);
    charts.labels({ kind: 'transit' }).inc();
    expect(read(charts)).toEqual([
      [{ kind: 'natal' }, 3],
      [{ kind: 'transit' }, 1],
    ]);
  });

  it('is 0 from the start without labels', () => {
    const charts = setUp().store.counter('charts_total', { help: 'h' });
    expect(read(charts)).toEqual([[{}, 0]]);
    charts.inc();
    charts.inc(4);
    const untyped = charts.inc.bind(charts) as (...values: unknown[]) => void;
    untyped(undefined, 2);
    untyped({}, 3);
    expect(read(charts)).toEqual([[{}, 10]]);
  });

  it('never goes back', () => {
    const charts = setUp().store.counter('charts_total', { help: 'h' });
    for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY, '2' as never]) {
      charts.inc(value);
      charts.labels({}).inc(value);
    }
    expect(read(charts)).toEqual([[{}, 0]]);
  });
});

describe('a family', () => {
  it('has a hard cap and one overflow series, and says so once', () => {
    const { store, lines } = setUp();
    const family = store.counter('x_total', { help: 'h', labels: { a: 'open', b: 'open' }, maxSeries: 3 });
    for (let index = 0; index < 100; index++) family.inc({ a: `${index % 10}`, b: 'y' });
    const rows = read(family);
    expect(rows).toHaveLength(4);
    expect(rows.at(-1)).toEqual([{ otel_metric_overflow: 'true' }, 70]);
    expect(rows.reduce((sum, [, value]) => sum + (value as number), 0)).toBe(100);
    expect(lines).toHaveLength(1);
  });

  it('keeps label values apart that look alike when joined', () => {
    const family = setUp().store.counter('x_total', { help: 'h', labels: { a: 'open', b: 'open' } });
    family.inc({ a: 'x', b: 'yz' });
    family.inc({ a: 'xy', b: 'z' });
    expect(family.size).toBe(2);
  });

  it('may be declared twice alike, and is one', () => {
    const { store } = setUp();
    const first = store.counter('x_total', { help: 'h', labels: { a: ['1'] } });
    expect(store.counter('x_total', { help: 'h', labels: { a: ['1'] } })).toBe(first);
  });

  it('may not be declared twice in different ways', () => {
    const { store } = setUp();
    store.counter('x_total', { help: 'h', labels: { a: ['1'] } });
    expect(() => store.gauge('x_total', { help: 'h' })).toThrow(/declared already/);
    expect(() => store.counter('x_total', { help: 'h', labels: { a: ['2'] } })).toThrow(/declared already/);
    expect(() => store.counter('x_total', { help: 'h', labels: { b: ['1'] } })).toThrow(/declared already/);
  });

  it('refuses wrong names, labels and edges where they are declared', () => {
    const { store } = setUp();
    expect(() => store.counter('1x_total', { help: 'h' })).toThrow(/does not begin with a digit/);
    expect(() => store.counter('x' as never, { help: 'h' })).toThrow(/end with _total/);
    expect(() => store.histogram('x' as never, { help: 'h' })).toThrow(/end with its unit/);
    for (const label of ['le', '__x', 'a-b', 'quantile']) {
      expect(() => store.counter('x_total', { help: 'h', labels: { [label]: ['1'] } })).toThrow(/reserved/);
    }
    for (const edges of [[], [1, 1], [2, 1], [0, 1], [-1], [Number.NaN], [Number.POSITIVE_INFINITY]]) {
      expect(() => store.histogram('x_seconds', { help: 'h', edges })).toThrow(/ascending/);
    }
  });

  it('is told to listeners, those there are and those to come', () => {
    const { store } = setUp();
    const seen: string[] = [];
    store.counter('a_total', { help: 'h' });
    const end = store.onFamily((family) => seen.push(family.name));
    store.gauge('b', { help: 'h' });
    end();
    store.gauge('c', { help: 'h' });
    expect(seen).toEqual(['a_total', 'b']);
    expect([...store.families()].map(({ name }) => name)).toEqual(['a_total', 'b', 'c']);
    expect(store.family('b')?.type).toBe('gauge');
  });
});

it('labels that are no object of lists are refused where they are declared', () => {
  const { store } = setUp();
  for (const labels of [['kind'], { kind: 'natal' }, 'kind']) {
    expect(() => store.counter('x_total', { help: 'h', labels: labels as never })).toThrow(/an object of lists/);
  }
});

describe('a gauge', () => {
  it('without labels takes its value alone, and nothing that is no number', () => {
    const gauge = setUp().store.gauge('g', { help: 'h' });
    gauge.set(5);
    gauge.set('7' as never);
    expect(read(gauge)).toEqual([[{}, 5]]);
  });

  it('goes anywhere', () => {
    const gauge = setUp().store.gauge('g', { help: 'h', labels: { a: ['1', '2'] } });
    gauge.set({ a: '1' }, 5);
    gauge.labels({ a: '2' }).set(-2);
    gauge.labels({ a: '2' }).inc(-1);
    expect(read(gauge)).toEqual([
      [{ a: '1' }, 5],
      [{ a: '2' }, -3],
    ]);
  });

  it('may be read when a reader comes', () => {
    const { store } = setUp();
    let value = 1;
    store.observedGauge('g', { help: 'h' }, () => value);
    value = 2;
    expect(read(store.family('g') as Family)).toEqual([[{}, 2]]);
  });
});

describe('a histogram', () => {
  it('observes by its labels', () => {
    const histogram = setUp().store.histogram('x_seconds', { help: 'h', labels: { a: ['1', '2'] }, edges: [1, 2] });
    histogram.observe({ a: '1' }, 0.5);
    histogram.labels({ a: '1' }).observe(1.5);
    histogram.at('2').observe(3);
    expect(read(histogram)).toEqual([
      [{ a: '1' }, 2],
      [{ a: '2' }, 1],
    ]);
  });

  it('without labels takes its duration alone', () => {
    const histogram = setUp().store.histogram('x_seconds', { help: 'h' });
    histogram.observe(0.5);
    expect(read(histogram)).toEqual([[{}, 1]]);
  });
});

describe('request metrics', () => {
  it('count by method, route and status, and name a method of no standard _OTHER', () => {
    const { store, diagnostics } = setUp();
    const metrics = createRequestMetrics(store, { active: () => 0, maxSeries: 100, diagnostics });
    const route = metrics.route('/users/:phone');
    route.count('GET', 200, 0.1);
    route.count('GET', 200, 0.1);
    route.count('GET', 500, 0.1);
    route.count('GET', 200, 0.1);
    route.count('BREW', 200, 0.1);
    metrics.route(undefined).count('POST', 404, 0.1);
    const of = (http_request_method: string, http_route: string, http_response_status_code: string) => ({
      http_request_method,
      http_route,
      http_response_status_code,
    });
    expect(read(store.family(REQUEST_DURATION) as Family)).toEqual([
      [of('GET', '/users/:phone', '200'), 3],
      [of('GET', '/users/:phone', '500'), 1],
      [of('_OTHER', '/users/:phone', '200'), 1],
      [of('POST', UNMATCHED_ROUTE, '404'), 1],
    ]);
  });

  it('keep their memory bounded when a bot makes up routes as it runs, and lose no failure among them', () => {
    const { store, diagnostics, lines } = setUp();
    const metrics = createRequestMetrics(store, { active: () => 0, maxSeries: 10, diagnostics });
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 1_000; index++) metrics.route(`/made-up/${index}`).count('GET', 200, 0.1);
    }
    for (let index = 0; index < 7; index++) metrics.route(`/late/${index}`).count('POST', 503, 0.1);
    const rows = read(store.family(REQUEST_DURATION) as Family);
    expect(rows).toHaveLength(12);
    expect(rows.slice(10)).toEqual([
      [{ http_request_method: 'GET', http_route: '(other)', http_response_status_code: '200' }, 1_980],
      [{ http_request_method: 'POST', http_route: '(other)', http_response_status_code: '503' }, 7],
    ]);
    expect(lines).toHaveLength(1);
  });
});

describe('an observed metric', () => {
  const reading = [{ labels: [['space', 'new']] as const, value: 3 }];

  it('is read when a reader comes, with labels or without, and by the latest declaration', () => {
    const { store } = setUp();
    const options = { name: 'heap_bytes', type: 'gauge', help: 'h', labels: { space: 'open' } } as const;
    store.observed(options, () => []);
    store.observed(options, () => reading);
    const family = store.family('heap_bytes') as Family;
    expect(read(family)).toEqual([[{ space: 'new' }, 3]]);
    expect([family.type, family.size]).toEqual(['gauge', 1]);
  });

  it('has no series for what cannot be read, which is not 0', () => {
    const { store } = setUp();
    store.observed({ name: 'pressure_seconds_total', type: 'counter', help: 'h' }, () => []);
    expect(read(store.family('pressure_seconds_total') as Family)).toEqual([]);
  });

  it('has a name that Prometheus can read, and as a counter one that says so', () => {
    const { store } = setUp();
    expect(() => store.observed({ name: 'a b', type: 'gauge', help: 'h' }, () => [])).toThrow(/"a b"/);
    expect(() => store.observed({ name: 'a', type: 'counter', help: 'h' }, () => [])).toThrow(/end with _total/);
  });
});
