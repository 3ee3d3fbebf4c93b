import { describe, expect, it } from 'vitest';
import { countedRequests } from '../counted-requests.js';
import { type OwnersSpan, type Setup, type Visit, visit } from './bot-process.js';

const CHARTS = 20;
const SERVER = 1;
const CLIENT = 2;
/** One request of each kind, apart from the charts; each was sent once. */
const EVERY_REQUEST = {
  'GET /charts/:sign 200': CHARTS,
  'POST /webhook 200': 1,
  'GET /broken 500': 1,
  'GET (unmatched) 404': 1,
  'GET /hanging 499': 1,
};

const FRAMEWORKS = ['express', 'fastify'] as const;
const SDKS = ['SDK 2', 'SDK 3'] as const;
const ORDERS = ['before', 'after'] as const;
const cases = FRAMEWORKS.flatMap((framework) =>
  SDKS.flatMap((sdk) => ORDERS.map((order) => ({ framework, sdk, order, ratio: 1, processor: true }))),
);

/** What is to be the same with our processor and without it: names, kinds, attributes, and who is whose child. */
const shapesOf = (spans: readonly OwnersSpan[]): readonly string[] => {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const attributesOf = ({ attributes }: OwnersSpan) =>
    Object.keys(attributes)
      .filter((name) => !name.includes('port'))
      .sort()
      .join();
  const shapeOf = (span: OwnersSpan): string => {
    const above = span.parent === undefined ? undefined : byId.get(span.parent);
    return `${above === undefined ? '' : `${shapeOf(above)} > `}${span.name} ${span.kind} ${attributesOf(span)}`;
  };
  // Scrapes are repeated until the one who left is counted.
  return spans
    .filter(({ attributes }) => (attributes['url.path'] ?? attributes['http.target']) !== '/metrics')
    .map(shapeOf)
    .sort();
};

const requestsOf = (exposition: string, metric: string): number =>
  [...exposition.matchAll(new RegExp(`^${metric}_count\\{.*\\} (\\d+)$`, 'gm'))].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
const exemplarsOf = (exposition: string): readonly string[] =>
  [...exposition.matchAll(/# \{trace_id="([0-9a-f]+)"/g)].map(([, traceId]) => traceId as string);

const expectEachCountedOnce = ({ metrics }: Visit): void => {
  expect(countedRequests(metrics)).toEqual(EVERY_REQUEST);
  expect(requestsOf(metrics, 'whatsapp_reply_seconds')).toBe(1);
  // One for each chart, and the reply.
  expect(requestsOf(metrics, 'http_client_request_duration_seconds')).toBe(CHARTS + 1);
};

describe.each(cases)('on $framework with $sdk, set up $order Astrolabe, the span processor', (setup: Setup) => {
  it("gives each request the ids and the spans of its owner's trace, counts it once, and changes none of theirs", async () => {
    const [seen, without] = await Promise.all([visit(setup, CHARTS), visit({ ...setup, processor: false }, CHARTS)]);
    expectEachCountedOnce(seen);
    const servers = new Map(seen.spans.filter(({ kind }) => kind === SERVER).map((span) => [span.spanId, span]));
    for (const { traceId, spanId, name, spans: all } of seen.requests) {
      expect(servers.get(spanId), name).toMatchObject({ traceId });
      const theirs = seen.spans.filter((span) => span.traceId === traceId && span.spanId !== spanId);
      // A handler that never answers never ends.
      const spans = all.filter(({ ended }) => ended || name !== 'GET /hanging');
      const places = spans.map((span) => [span.spanId, span.parent, span.name, span.ended]).sort();
      expect(places).toEqual(theirs.map((span) => [span.spanId, span.parent, span.name, true]).sort());
      const route = servers.get(spanId)?.attributes['http.route'];
      if (route !== undefined) expect(name).toBe(`GET ${route}`.replace('GET /webhook', 'POST /webhook'));
    }
    expect(seen.requests.flatMap(({ spans }) => spans.filter(({ kind }) => kind === CLIENT))).toHaveLength(CHARTS + 1);
    expect(seen.charts.every(({ ours, theirs }) => ours !== undefined && ours === theirs)).toBe(true);
    const failure = seen.requests.find(({ statusCode }) => statusCode === 500);
    expect(exemplarsOf(seen.metrics)).toEqual(expect.arrayContaining([failure?.traceId]));

    expect(shapesOf(seen.spans)).toEqual(shapesOf(without.spans));
    // What the processor does is not there without it.
    expectEachCountedOnce(without);
    expect(without.charts.some(({ ours, theirs }) => ours === theirs)).toBe(false);
    expect(without.requests.some(({ spanId }) => without.spans.some((span) => span.spanId === spanId))).toBe(false);
  });

  it('counts all requests where their SDK samples one in ten, under the ids that theirs have', async () => {
    const seen = await visit({ ...setup, ratio: 0.1 }, CHARTS);
    expectEachCountedOnce(seen);
    const sampled = seen.spans.filter(({ kind }) => kind === SERVER).length;
    expect(sampled).toBeLessThan(CHARTS);
    expect(seen.charts.every(({ ours, theirs }) => ours !== undefined && ours === theirs)).toBe(true);
    const told = seen.asked.map((traceparent) => traceparent.split('-')[1]);
    expect(seen.charts.map(({ ours }) => ours)).toEqual(told.slice(0, CHARTS));
    // One call, one span: of what they sample theirs, and of the rest ours.
    const calls = seen.requests.map(({ spans }) => spans.filter(({ kind }) => kind === CLIENT).length);
    expect(calls.reduce((sum, each) => sum + each, 0)).toBe(CHARTS + 1);
    expect(Math.max(...calls)).toBe(1);
  });
});

it('and a request that is counted twice, or a span that is there twice, does not pass for one', async () => {
  const [setup] = cases;
  const seen = await visit(setup as Setup, CHARTS);
  const twice = seen.metrics.replace(/(route="\/broken".*) 1$/gm, '$1 2');
  expect(() => expectEachCountedOnce({ ...seen, metrics: twice })).toThrow();
  expect(shapesOf([...seen.spans, seen.spans[0] as OwnersSpan])).not.toEqual(shapesOf(seen.spans));
});
