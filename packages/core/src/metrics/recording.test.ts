import { describe, expect, it } from 'vitest';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import type { Family } from './family.js';
import { createMetricStore } from './store.js';

const PHONE = '447700900123';

const setUp = () => {
  const { diagnostics, lines } = recordDiagnostics();
  return { store: createMetricStore(diagnostics), text: () => lines.map(({ line }) => line) };
};
const read = (family: Family) =>
  [...family.series()].map(({ labels, value }) => [
    Object.fromEntries(labels),
    typeof value === 'number' ? value : value.count,
  ]);

/** What JavaScript may call it with. */
const loose = (instrument: object, method: string) =>
  (instrument as Record<string, (...given: unknown[]) => void>)[method]?.bind(instrument) as (
    ...given: unknown[]
  ) => void;

/** Nothing that adds to a counter. */
const WRONG_VALUES: readonly (readonly [string, unknown])[] = [
  ['NaN', Number.NaN],
  ['a number that is not finite', Number.POSITIVE_INFINITY],
  ['a number that is not finite', Number.NEGATIVE_INFINITY],
  ['a value of the type string', PHONE],
  ['a value of the type undefined', undefined],
  ['null', null],
  ['a value of the type bigint', 5n],
  ['a value of the type symbol', Symbol('x')],
  ['a value of the type boolean', true],
  ['a value of the type object', { valueOf: () => 5 }],
  ['a value of the type function', () => 5],
];

describe('a label that is not as declared', () => {
  it('is counted as other, and not lost', () => {
    const { store } = setUp();
    const charts = store.counter('charts_total', { help: 'h', labels: { kind: ['natal'], source: ['menu'] } });
    const inc = loose(charts, 'inc');
    inc({ kind: PHONE, source: 'menu' });
    inc({ kind: 'natal', source: PHONE }, 2);
    inc({ kind: 'natal' }, 3);
    inc({ kind: 'natal', source: 'menu', extra: PHONE }, 4);
    inc({ kind: null, source: { toString: () => 'menu' } }, 5);
    expect(read(charts)).toEqual([
      [{ kind: 'other', source: 'menu' }, 1],
      [{ kind: 'natal', source: 'other' }, 5],
      [{ kind: 'natal', source: 'menu' }, 4],
      [{ kind: 'other', source: 'other' }, 5],
    ]);
  });

  it('is said once for each label, by the names of the metric and the label, and never by the value', () => {
    const { store, text } = setUp();
    const charts = store.counter('charts_total', { help: 'h', labels: { kind: ['natal'] } });
    for (let user = 0; user < 1_000; user++) loose(charts, 'inc')({ kind: `${PHONE}${user}` });
    for (let time = 0; time < 10; time++) loose(charts, 'inc')({});
    expect(read(charts)).toEqual([[{ kind: 'other' }, 1_010]]);
    expect(text()).toEqual([
      'astrolabe: metric charts_total was given the label "kind" with a value that is not declared; it is counted as ' +
        'kind="other" [ASTROLABE_LABEL_UNDECLARED]',
      'astrolabe: metric charts_total was given the label "kind" without a value; it is counted as kind="other" ' +
        '[ASTROLABE_LABEL_UNDECLARED]',
    ]);
  });

  it('is counted as other when all labels were left out', () => {
    const { store } = setUp();
    const charts = store.counter('charts_total', { help: 'h', labels: { kind: ['natal'] } });
    loose(charts, 'inc')();
    loose(charts, 'inc')(undefined, 2);
    loose(charts, 'inc')(null, 3);
    loose(charts, 'inc')(4);
    expect(read(charts)).toEqual([[{ kind: 'other' }, 10]]);
  });

  it('is counted as other when it cannot be read, and the labels beside it as they are', () => {
    const { store, text } = setUp();
    const trap = (): never => {
      throw new Error(PHONE);
    };
    const inc = loose(
      store.counter('charts_total', { help: 'h', labels: { kind: ['natal'], source: ['menu'] } }),
      'inc',
    );
    inc(Object.defineProperty({ source: 'menu' }, 'kind', { get: trap }));
    inc(new Proxy({}, { get: trap, has: trap, ownKeys: trap }), 2);
    expect(read(store.family('charts_total') as Family)).toEqual([
      [{ kind: 'other', source: 'menu' }, 1],
      [{ kind: 'other', source: 'other' }, 2],
    ]);
    expect(text().join()).not.toContain(PHONE);
  });

  it('joins the other that was declared', () => {
    const charts = setUp().store.counter('charts_total', { help: 'h', labels: { kind: ['natal', 'other'] } });
    charts.inc({ kind: 'other' });
    loose(charts, 'inc')({ kind: PHONE });
    expect(read(charts)).toEqual([[{ kind: 'other' }, 2]]);
  });

  it('is taken by its text when it is a number, as a status is', () => {
    const answers = setUp().store.counter('answers_total', { help: 'h', labels: { status: ['200'], model: 'open' } });
    for (const status of [200, '200', 200n]) loose(answers, 'inc')({ status, model: 4 });
    expect(read(answers)).toEqual([[{ status: '200', model: '4' }, 3]]);
  });

  it('is other in every kind of metric', () => {
    const { store } = setUp();
    const labels = { kind: ['natal'] };
    const wrong = { kind: PHONE };
    const gauge = store.gauge('open_readings', { help: 'h', labels });
    const histogram = store.histogram('draw_seconds', { help: 'h', labels });
    const users = store.uniqueCount('feature_users', { help: 'h', labels });
    loose(gauge, 'set')(wrong, 5);
    loose(histogram, 'observe')(wrong, 5);
    loose(users, 'add')(wrong, PHONE);
    expect([read(gauge), read(histogram), read(users)]).toEqual([
      [[{ kind: 'other' }, 5]],
      [[{ kind: 'other' }, 1]],
      [[{ kind: 'other', day: 'today' }, 1]],
    ]);
  });
});

describe('an open label', () => {
  it('takes its values until the limit, and counts the thousands after it in one series, which it says once', () => {
    const { store, text } = setUp();
    const routes = store.counter('routes_total', { help: 'h', labels: { route: 'open' }, maxSeries: 100 });
    for (let index = 0; index < 5_000; index++) routes.inc({ route: `/${PHONE}/${index}` });
    const rows = read(routes);
    expect(rows).toHaveLength(101);
    expect(rows.at(-1)).toEqual([{ otel_metric_overflow: 'true' }, 4_900]);
    expect(text()).toEqual([expect.stringContaining('routes_total has reached its limit of 100 series')]);
  });

  it('without a value is other', () => {
    const routes = setUp().store.counter('routes_total', { help: 'h', labels: { route: 'open' } });
    loose(routes, 'inc')({});
    expect(read(routes)).toEqual([[{ route: 'other' }, 1]]);
  });
});

describe('a value that is none', () => {
  it('is no label of a metric without labels either', () => {
    const { store, text } = setUp();
    const counter = store.counter('charts_total', { help: 'h' });
    for (const [, value] of WRONG_VALUES) if (typeof value !== 'object') loose(counter, 'inc')(value);
    expect(read(counter)).toEqual([[{}, 0]]);
    expect(text()).toHaveLength(8);
    loose(counter, 'inc')({ kind: 'natal' }, 2);
    expect(read(counter)).toEqual([[{}, 2]]);
  });

  it.each(WRONG_VALUES)('is not recorded, throws nothing and is said once: %s', (kind, value) => {
    const { store, text } = setUp();
    const natal = { kind: 'natal' } as const;
    const options = { help: 'h', labels: { kind: ['natal'] } } as const;
    const counter = store.counter('charts_total', options);
    const gauge = store.gauge('open_readings', options);
    const histogram = store.histogram('draw_seconds', options);
    for (let time = 0; time < 3; time++) {
      loose(counter, 'inc')(natal, value);
      loose(counter.labels(natal), 'inc')(value);
      loose(gauge, 'inc')(natal, value);
      loose(gauge, 'dec')(natal, value);
      loose(histogram, 'observe')(natal, value);
      loose(histogram.labels(natal), 'observe')(value);
    }
    for (const family of [counter, gauge, histogram]) expect(read(family)).toEqual([[natal, 0]]);
    expect(text()).toEqual(
      ['charts_total', 'open_readings', 'draw_seconds'].map(
        (metric) =>
          `astrolabe: metric ${metric} was given ${kind}, which it does not record; give what it measures ` +
          '[ASTROLABE_VALUE_REFUSED]',
      ),
    );
  });

  it('is a number below zero for a counter, an ordinary one for a gauge, and 0 for a histogram', () => {
    const { store, text } = setUp();
    const counter = store.counter('charts_total', { help: 'h' });
    const gauge = store.gauge('open_readings', { help: 'h' });
    const histogram = store.histogram('draw_seconds', { help: 'h' });
    counter.inc(-1);
    gauge.inc(-1);
    histogram.observe(-1);
    expect([read(counter), read(gauge), histogram.labels({}).sum, histogram.labels({}).count]).toEqual([
      [[{}, 0]],
      [[{}, -1]],
      0,
      1,
    ]);
    expect(text()).toEqual([expect.stringContaining('charts_total was given a number below zero')]);
  });

  it('may be set on a gauge when it is a number, since Prometheus knows NaN and the infinite', () => {
    const { store, text } = setUp();
    const gauge = store.gauge('open_readings', { help: 'h' });
    for (const value of [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]) {
      gauge.set(value);
      expect(read(gauge)).toEqual([[{}, value]]);
    }
    loose(gauge, 'set')('5');
    loose(gauge, 'set')();
    expect(read(gauge)).toEqual([[{}, Number.POSITIVE_INFINITY]]);
    expect(text()).toHaveLength(2);
  });

  it('cannot be reached by adding up numbers', () => {
    const { store, text } = setUp();
    const counter = store.counter('charts_total', { help: 'h' });
    for (let time = 0; time < 3; time++) counter.inc(Number.MAX_VALUE);
    expect(read(counter)).toEqual([[{}, Number.MAX_VALUE]]);
    expect(text()).toHaveLength(1);
  });
});

describe('a declaration', () => {
  it('twice is one metric, whose first help and limit stay', () => {
    const { store } = setUp();
    const labels = { kind: ['natal'] };
    const options = { help: 'h', labels };
    expect(store.gauge('open_readings', options)).toBe(store.gauge('open_readings', { help: 'x', labels }));
    expect(store.histogram('draw_seconds', options)).toBe(store.histogram('draw_seconds', options));
    expect(store.uniqueCount('users', options)).toBe(store.uniqueCount('users', options));
    const edged = { ...options, edges: [1, 2] };
    expect(store.histogram('edged_seconds', edged)).toBe(store.histogram('edged_seconds', edged));
    expect(store.histogram('edged_seconds', options)).toBe(store.histogram('edged_seconds', edged));
  });

  it('in another way is an error that says what is there and what to do', () => {
    const { store } = setUp();
    store.counter('charts_total', { help: 'h', labels: { kind: ['natal', 'transit'] } });
    store.gauge('users', { help: 'h' });
    store.histogram('draw_seconds', { help: 'h', edges: [1, 2] });
    store.addEdge('draw_seconds', 1.5);
    expect(() => store.counter('charts_total', { help: 'h', labels: { kind: ['natal'] } })).toThrow(
      'metric "charts_total" is declared already as a counter with the labels kind: natal,transit, and now as a ' +
        'counter with the labels kind: natal; declare it alike, or choose another name',
    );
    expect(() => store.uniqueCount('users', { help: 'h' })).toThrow(/declared already as a gauge without labels/);
    expect(() => store.histogram('draw_seconds', { help: 'h', edges: [1, 3] })).toThrow(
      'metric "draw_seconds" is declared already with the edges 1, 2; declare it alike, or choose another name',
    );
    expect(() => store.histogram('draw_seconds', { help: 'h', edges: [1, 2] })).not.toThrow();
  });

  it.each([
    ["'open' and a list of it", 'open', ['open']],
    ['two values and one that looks like both', ['a', 'b'], ['a,b']],
    ['other values', ['a'], ['b']],
    ['fewer values', ['a', 'b'], ['a']],
  ] as const)('tells labels apart: %s', (_, first, second) => {
    const { store } = setUp();
    store.counter('charts_total', { help: 'h', labels: { kind: first } });
    expect(() => store.counter('charts_total', { help: 'h', labels: { kind: second } })).toThrow(/declared already/);
  });

  it.each([
    ['draw_ms', 'measure in seconds, and call it draw_seconds'],
    ['photo_MB', 'measure in bytes, and call it photo_bytes'],
    ['match_percent', 'measure in ratio, and call it match_ratio'],
  ])('of the histogram %s is refused: there is a base unit', (name, remedy) => {
    expect(() => setUp().store.histogram(name as 'a_b', { help: 'h', edges: [1] })).toThrow(remedy);
  });

  it.each(['draw', '_', 'draw_', 'draws_total', 'draw_count', 'draw_sum', 'draw_bucket', 'draw_info'])(
    'of the histogram %s is refused: its name does not end with a unit',
    (name) => {
      const { store } = setUp();
      expect(() => store.histogram(name as 'a_b', { help: 'h', edges: [1] })).toThrow('has to end with its unit');
    },
  );

  it('holds counters and gauges to base units as well', () => {
    const { store } = setUp();
    expect(() => store.counter('audio_ms_total', { help: 'h' })).toThrow('audio_seconds_total');
    expect(() => store.gauge('queue_kb', { help: 'h' })).toThrow('queue_bytes');
    for (const name of ['llm_cost_usd_total', 'items_total', 'bytes_total']) {
      expect(() => store.counter(name as 'x_total', { help: 'h' })).not.toThrow();
    }
  });

  it('of a histogram in another unit than seconds needs edges', () => {
    const { store } = setUp();
    expect(() => store.histogram('answer_tokens' as 'a_seconds', { help: 'h' })).toThrow(/only durations in _seconds/);
    const tokens = store.histogram('answer_tokens', { help: 'h', edges: [100, 1_000] });
    for (const count of [1, 100, 101, 5_000_000]) tokens.observe(count);
    expect(tokens.labels({}).within(100)).toBe(2);
    expect(tokens.labels({}).quantile(1) / 5_000_000).toBeCloseTo(1, 2);
  });

  it.each([
    ['no text', { kind: [1] }],
    ['no value', { kind: [] }],
    ['no list', { kind: 'natal' }],
    ['no object', null],
  ])('with labels of %s is refused', (_, labels) => {
    expect(() => setUp().store.counter('charts_total', { help: 'h', labels: labels as never })).toThrow(
      /lists of texts/,
    );
  });

  it.each([0, -1, 1.5, Number.NaN, '10'])('with a limit of %s series is refused', (maxSeries) => {
    expect(() => setUp().store.counter('charts_total', { help: 'h', maxSeries: maxSeries as number })).toThrow(
      /a whole number above 0/,
    );
  });

  it.each([undefined, 7, '', 'a-b', 'ä'])('under the name %s is refused', (name) => {
    expect(() => setUp().store.gauge(name as string, { help: 'h' })).toThrow(/does not begin with a digit/);
  });
});
