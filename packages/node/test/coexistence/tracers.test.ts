import { describe, expect, it } from 'vitest';
import { countedRequests } from '../counted-requests.ts';
import { treeOf } from './collector.ts';
import { type Framework, type Order, runTracedBot } from './traced-bot.ts';

const EVERY_REQUEST = { 'GET /charts/:sign 200': 2, 'GET /broken 500': 1 };

/** Whose OpenTelemetry's API is when the bot listens, in the words of the start line. */
interface Neighbour {
  readonly whose: string;
  readonly late?: true;
}
const STOCK_SDKS: Readonly<Record<string, Neighbour>> = {
  'OpenTelemetry 2': { whose: 'yours (NodeTracerProvider)', late: true },
  'OpenTelemetry 3': { whose: 'yours (TracerProvider)', late: true },
};
const TRACERS: Readonly<Record<string, Neighbour>> = {
  ...STOCK_SDKS,
  'Sentry 8': { whose: 'yours (BasicTracerProvider, Sentry 8.55.2)' },
  'Sentry 9': { whose: 'yours (BasicTracerProvider, Sentry 9.47.2)' },
  'Sentry 10': { whose: 'yours (SentryTracerProvider, Sentry 10.78.0)', late: true },
  'Sentry 11': { whose: 'ours beside Sentry 11.12.0' },
  'dd-trace 6': { whose: 'ours beside dd-trace' },
};
const WORDS: Readonly<Record<Order, string>> = {
  before: 'before Astrolabe',
  after: 'after astrolabe()',
  listening: 'when the bot listens',
};
interface Case {
  readonly framework: Framework;
  readonly name: string;
  readonly order: Order;
  readonly when: string;
  readonly whose: string;
}
const casesOf = (framework: Framework, tracers: Readonly<Record<string, Neighbour>>): readonly Case[] =>
  Object.entries(tracers).flatMap(([name, { whose, late }]) => {
    const at = (order: Order, said = whose): Case => ({ framework, name, order, when: WORDS[order], whose: said });
    // The start line is said before it begins.
    return [at('before'), at('after'), ...(late ? [at('listening', 'ours')] : [])];
  });
const cases = [...casesOf('Express', TRACERS), ...casesOf('Fastify', STOCK_SDKS)];

/** @fastify/otel makes a span of every hook, and names it by the plugins that there are: of ours as well. */
const OUR_PLUGIN = ' -> @astrolabe/node';
const OUR_HOOKS = [
  'GET /broken > request > onError',
  ...['/broken', '/charts/:sign', '/charts/:sign'].map((route) => `GET ${route} > request > onRequest`),
].map((hook) => `${hook} - fastify -> @fastify/otel`);

/** dd-trace makes a span of every middleware, and our error handler is one. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  'dd-trace 6 on Express before': ['express.request GET /broken > router.middleware <anonymous>'],
  'OpenTelemetry 2 on Fastify before': OUR_HOOKS,
  'OpenTelemetry 3 on Fastify before': OUR_HOOKS,
};
const LEAST: Readonly<Record<Order, number>> = { before: 3, after: 1, listening: 0 };

describe('who else traces the bot', () => {
  it.each(cases)('$name on $framework, started $when, sends what it does without: $whose', async (each) => {
    const { framework, name, order, whose } = each;
    const [alone, beside] = await Promise.all([
      runTracedBot(name, order, 'without', framework),
      runTracedBot(name, order, 'with', framework),
    ]);
    // Two that send nothing would be alike as well.
    expect(alone.spans.length).toBeGreaterThanOrEqual(LEAST[order]);
    const added = ADDED[`${name} on ${framework} ${order}`] ?? [];
    const sent = treeOf(beside.spans).map((path) => path.replaceAll(OUR_PLUGIN, ''));
    expect(sent.sort()).toEqual([...treeOf(alone.spans), ...added].sort());
    expect(countedRequests(beside.metrics)).toEqual(EVERY_REQUEST);
    expect(beside.output).toContain(` · opentelemetry: ${whose} · `);
    if (order !== 'listening') expect(beside.health.notes).toEqual([`opentelemetry: ${whose}`]);
    else expect(beside.health.notes?.[0]).toContain('yours');
    expect(beside.output).not.toContain('[ASTROLABE_OPENTELEMETRY_REFUSED]');
  });

  it.each([
    ['OpenTelemetry 2', 'Express'],
    ['OpenTelemetry 3', 'Express'],
    ['Sentry 10', 'Express'],
    ['OpenTelemetry 2', 'Fastify'],
  ] as const)('%s on %s would send less if Astrolabe took the API at once', async (name, framework) => {
    const [alone, shutOut] = await Promise.all([
      runTracedBot(name, 'after', 'without', framework),
      runTracedBot(name, 'after', 'eager', framework),
    ]);
    expect(treeOf(shutOut.spans)).not.toEqual(treeOf(alone.spans));
  });
});
