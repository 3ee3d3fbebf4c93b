import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runToSuccess } from '../packages/workspace.ts';

const folder = fileURLToPath(new URL('../../../../benchmarks/fixtures/neighbours/', import.meta.url));
const environment = { ASTROLABE_LOG_LEVEL: 'warn', ASTROLABE_ADMIN_PORT: '0' };
const THIRD = '../otel-3/node_modules/@opentelemetry/api/dist';

const run = async (how: string, copy: string, place: string, more = {}) => {
  const output = await runToSuccess(process.execPath, ['own-spans.mjs', how, copy, place], folder, {
    ...environment,
    ...more,
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as { parents: unknown; last: unknown };
};

/** Each runs from what is built. The second use is the one that is looked at: an ES module is found by the first. */
describe("a bot that speaks OpenTelemetry's API without an SDK", () => {
  it.each([
    ['imports 1.9', 'import', '@opentelemetry/api'],
    ['requires 1.9', 'require', '@opentelemetry/api'],
    ['imports 1.10', 'import', `${THIRD}/index.mjs`],
    ['requires 1.10', 'require', `${THIRD}/index.cjs`],
  ])('and %s has its spans in the transactions of Astrolabe', async (_what, how, copy) => {
    const [server, worker] = await Promise.all([run(how, copy, 'server'), run(how, copy, 'worker')]);
    expect(server).toEqual({ parents: [true, true], last: ['request', 'GET /chart', 'chart', 'houses', 'ascendant'] });
    expect(worker).toEqual({ parents: [true, true], last: ['task', 'chart', 'houses', 'ascendant'] });
  });

  it('has none where that source is switched off', async () => {
    const off = await run('require', '@opentelemetry/api', 'server', {
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'opentelemetry',
    });
    expect(off).toEqual({ parents: [false, false], last: ['request', 'GET /chart'] });
  });
});
