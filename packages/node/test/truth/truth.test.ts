import { createManualClock, type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasProgram, whenMissing } from '../../../prometheus/test/program.js';
import { type PrometheusServer, startPrometheus } from '../../../prometheus/test/prometheus-server.js';
import { type KnownBot, startKnownBot } from './known-bot.js';
import { differences, drawRequests, PERCENTILES, trueFigures } from './known-requests.js';
import { shownFigures } from './shown-figures.js';

const THRESHOLD_MS = 2_000;
const requests = drawRequests({ count: 200_000, aborted: 200, thresholdMs: THRESHOLD_MS, seed: 7 });
const known = trueFigures(requests, THRESHOLD_MS);

let isolated: IsolatedRuntime;
let bot: KnownBot;
let page: string;

beforeAll(async () => {
  const clock = createManualClock();
  isolated = isolatedRuntime({ clock });
  bot = await startKnownBot(clock);
  await bot.make(requests);
  page = await (await fetch(`http://${bot.address}/metrics`)).text();
}, 120_000);
afterAll(async () => {
  await bot.close();
  await isolated.dispose();
});

describe('what 200,200 requests with known durations show', () => {
  it('is what they were: counts and compliance exactly, percentiles within 1 %', () => {
    expect(known.requests).toBe(200_200);
    expect(differences(shownFigures(page), known)).toEqual([]);
  });

  it('would differ if a single one had not been made', () => {
    const one = requests.findIndex(({ status, durationMs }) => status === 200 && durationMs <= THRESHOLD_MS);
    const without = trueFigures(requests.toSpliced(one, 1), THRESHOLD_MS);
    expect(differences(shownFigures(page), without).map((line) => line.split(':')[0])).toEqual([
      'requests',
      'good',
      'events',
    ]);
  });

  it('would differ if the edge were a thousandth of a millisecond beside the threshold', () => {
    const moved = trueFigures(requests, THRESHOLD_MS - 0.001);
    expect(differences(shownFigures(page), moved)).toContainEqual(expect.stringMatching(/^good: /));
    expect(differences(shownFigures(page), moved)).toContainEqual(expect.stringMatching(/^events: /));
  });

  it('would differ if every duration were 2 % off', () => {
    const stretched = requests.map((request) => ({ ...request, durationMs: request.durationMs * 1.02 }));
    const { percentiles } = trueFigures(stretched, THRESHOLD_MS);
    expect(differences(shownFigures(page), { ...known, percentiles })).toHaveLength(3);
  });
});

describe.runIf(hasProgram('prometheus'))(`a real Prometheus${whenMissing('prometheus')}`, () => {
  const BUCKETS = 'http_server_request_duration_seconds_bucket';
  const EDGES = [0, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2, 2.5, 5, 7.5, 10];
  let prometheus: PrometheusServer;

  beforeAll(async () => {
    prometheus = await startPrometheus({ name: 'bot', target: bot.address });
    await prometheus.becomes('sum(http_server_request_duration_seconds_count)', known.requests);
  });
  afterAll(() => prometheus.stop());

  it('has the same counts, and exactly the same compliance', async () => {
    await prometheus.becomes('astrolabe_slo_events_total{slo="requests"}', known.events);
    await prometheus.becomes('astrolabe_slo_good_events_total{slo="requests"}', known.good);
    const compliance = 'astrolabe_slo_good_events_total / astrolabe_slo_events_total';
    expect(await prometheus.query(compliance)).toBe(known.good / known.events);
    const withinEdge = `sum(${BUCKETS}{le=~"2(\\\\.0)?",http_response_status_code="200"})`;
    expect(await prometheus.query(withinEdge)).toBe(known.good);
  });

  it('has another compliance at an edge beside the objective', async () => {
    const atOther = `sum(${BUCKETS}{le="2.5",http_response_status_code="200"})`;
    expect(await prometheus.query(atOther)).toBeGreaterThan(known.good);
  });

  it.each(PERCENTILES.map((each, index) => [each, known.percentiles[index] as number]))(
    'has p%d in the bucket that the true one is in',
    async (percentile, truth) => {
      const shown = await prometheus.query(`histogram_quantile(${percentile / 100}, sum by (le) (${BUCKETS}))`);
      const above = EDGES.findIndex((edge) => edge >= truth);
      expect(shown).toBeGreaterThan(EDGES[above - 1] as number);
      expect(shown).toBeLessThanOrEqual(EDGES[above] as number);
    },
  );
});
