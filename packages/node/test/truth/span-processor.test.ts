import { createRequire } from 'node:module';
import { createManualClock, isolatedRuntime } from '@astrolabe/core/testing';
import { astrolabeSpanProcessor, type SpanProcessor } from '@astrolabe/node/opentelemetry';
import { beforeAll, expect, it } from 'vitest';
import { countedRequests } from '../counted-requests.js';
import { startKnownBot } from './known-bot.js';
import { differences, drawRequests, trueFigures } from './known-requests.js';
import { shownFigures } from './shown-figures.js';

interface OwnersSdk {
  /** What it has exported. */
  exported(): readonly { readonly kind: number }[];
}
type SetUp = (ratio: number, processors: readonly SpanProcessor[]) => OwnersSdk;
const require = createRequire(import.meta.url);
const { sdks } = require('../otel-sdk/fixtures/sdks.cjs') as {
  readonly sdks: Readonly<Record<string, SetUp>>;
};

const SERVER = 1;
const THRESHOLD_MS = 2_000;
const requests = drawRequests({ count: 2_000, aborted: 20, thresholdMs: THRESHOLD_MS, seed: 11 });
const known = trueFigures(requests, THRESHOLD_MS);

/** What a bot shows of the requests; time passes in them as it was drawn, whatever else is traced. */
const visit = async (setUp: () => void = () => undefined): Promise<string> => {
  const clock = createManualClock();
  const isolated = isolatedRuntime({ clock });
  setUp();
  const bot = await startKnownBot(clock);
  await bot.make(requests);
  const page = await (await fetch(`http://${bot.address}/metrics`)).text();
  await bot.close();
  await isolated.dispose();
  return page;
};

let alone: string;
let beside: string;
let owners: OwnersSdk | undefined;
beforeAll(async () => {
  alone = await visit();
  beside = await visit(() => {
    owners = sdks['SDK 2']?.(1, [astrolabeSpanProcessor()]);
    // An instrumentation changes what is required after it.
    require('node:http');
  });
});

it('a stock SDK with its instrumentation of HTTP and our processor shows the count, routes and statuses that there are without it', () => {
  expect(Object.values(countedRequests(alone)).reduce((sum, count) => sum + count)).toBe(requests.length);
  expect(countedRequests(beside)).toEqual(countedRequests(alone));
});

it('the percentiles are the same, each within 1 % of the true one', () => {
  expect(differences(shownFigures(alone), known)).toEqual([]);
  expect(shownFigures(beside)).toEqual(shownFigures(alone));
});

it('the stock SDK traces each of the requests meanwhile, and the page on which they are shown', () => {
  const traced = owners?.exported().filter(({ kind }) => kind === SERVER) ?? [];
  expect(traced).toHaveLength(requests.length + 1);
});

it('one request less, or a p95 that is 2 % off, is not taken for the same', () => {
  const without = trueFigures(requests.slice(1), THRESHOLD_MS);
  const slower = requests.map((request) => ({ ...request, durationMs: request.durationMs * 1.02 }));
  const { percentiles } = trueFigures(slower, THRESHOLD_MS);
  expect(differences(shownFigures(beside), without).length).toBeGreaterThan(0);
  expect(differences(shownFigures(beside), { ...known, percentiles })).toHaveLength(3);
});
