import { describe, expect, it } from 'vitest';
import { treeOf } from './collector.ts';
import { type Order, runTracedBot } from './traced-bot.ts';

/** The requests that were counted, by method, route and status. */
const countsOf = (exposition: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...exposition.matchAll(/^http_server_request_duration_seconds_count\{(.*)\} (\d+)$/gm)].map(
      ([, labels = '', count]) => [
        [...labels.matchAll(/="([^"]*)"/g)].map(([, value]) => value).join(' '),
        Number(count),
      ],
    ),
  );
const EVERY_REQUEST = { 'GET /charts/:sign 200': 2, 'GET /broken 500': 1 };

/** Whose OpenTelemetry's API is when the bot listens, in the words of the start line. */
const TRACERS: Readonly<Record<string, { readonly whose: string; readonly late?: true }>> = {
  'OpenTelemetry 2': { whose: 'yours (NodeTracerProvider)', late: true },
  'OpenTelemetry 3': { whose: 'yours (TracerProvider)', late: true },
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
  readonly name: string;
  readonly order: Order;
  readonly when: string;
  readonly whose: string;
}
const cases = Object.entries(TRACERS).flatMap(([name, { whose, late }]) => {
  const at = (order: Order, said = whose): Case => ({ name, order, when: WORDS[order], whose: said });
  // The start line is said before it begins.
  return [at('before'), at('after'), ...(late ? [at('listening', 'ours')] : [])];
});

/** dd-trace makes a span of every middleware, and our error handler is one. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  'dd-trace 6 before': ['express.request GET /broken > router.middleware <anonymous>'],
};
const LEAST: Readonly<Record<Order, number>> = { before: 3, after: 1, listening: 0 };

describe('who else traces the bot', () => {
  it.each(cases)('$name, started $when, sends what it does without: $whose', async ({ name, order, whose }) => {
    const [alone, beside] = await Promise.all([
      runTracedBot(name, order, 'without'),
      runTracedBot(name, order, 'with'),
    ]);
    // Two that send nothing would be alike as well.
    expect(alone.spans.length).toBeGreaterThanOrEqual(LEAST[order]);
    expect(treeOf(beside.spans)).toEqual([...treeOf(alone.spans), ...(ADDED[`${name} ${order}`] ?? [])].sort());
    expect(countsOf(beside.metrics)).toEqual(EVERY_REQUEST);
    expect(beside.output).toContain(` · opentelemetry: ${whose} · `);
    if (order !== 'listening') expect(beside.health.notes).toEqual([`opentelemetry: ${whose}`]);
    else expect(beside.health.notes?.[0]).toContain('yours');
    expect(beside.output).not.toContain('[ASTROLABE_OPENTELEMETRY_REFUSED]');
  });

  it.each(['OpenTelemetry 2', 'OpenTelemetry 3', 'Sentry 10'])(
    '%s would send less if Astrolabe took the API at once',
    async (name) => {
      const [alone, shutOut] = await Promise.all([
        runTracedBot(name, 'after', 'without'),
        runTracedBot(name, 'after', 'eager'),
      ]);
      expect(treeOf(shutOut.spans)).not.toEqual(treeOf(alone.spans));
    },
  );
});
