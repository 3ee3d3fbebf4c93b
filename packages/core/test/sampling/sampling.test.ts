import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { start } from '../../src/registry.js';
import { eventually } from '../../src/testing/eventually.js';
import { type IsolatedRuntime, isolatedRuntime } from '../../src/testing/isolated-runtime.js';
import { createManualClock, type ManualClock } from '../../src/testing/manual-clock.js';
import type { Transaction } from '../../src/tracing/transaction.js';

const TRACE = 'f'.repeat(32);
const CALLER = { traceparent: `00-${TRACE.slice(0, 18)}00000000000000-${'b'.repeat(16)}-01` };
/** Everything random is below it. */
const DRAWN = { traceparent: `00-${TRACE}-${'b'.repeat(16)}-00` };

let clock: ManualClock;
let isolated: IsolatedRuntime;
let server: Server;
let kept: string[];
let flushed: number;

type Handler = (incoming: IncomingMessage, response: ServerResponse) => void;

const begin = async (environment: Record<string, string>, handler: Handler) => {
  clock = createManualClock();
  isolated = isolatedRuntime({ clock });
  [kept, flushed] = [[], 0];
  const exporter = {
    name: 'test',
    export: (transaction: Transaction, reason: string) => kept.push(`${transaction.statusCode} ${reason}`),
    flush: async () => {
      flushed++;
    },
  };
  const plugin = { name: 'test', options: {}, setup: () => ({ exporters: [exporter] }) };
  start(isolated.runtime, { plugins: [plugin], options: { shutdownTimeout: '5s' }, environment });
  server = createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
};
const get = async (headers: Record<string, string> = {}): Promise<void> => {
  const open = isolated.runtime.tracer.open;
  const outgoing = request({ port: (server.address() as AddressInfo).port, headers, agent: false });
  outgoing.end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'close');
  await eventually('the request has ended', () => isolated.runtime.tracer.open <= open);
};
const counted = (name: string): Record<string, number> =>
  Object.fromEntries(
    [...(isolated.runtime.metrics.family(name)?.series() ?? [])].map(({ labels, value }) => [
      labels[0]?.[1] ?? '',
      value as number,
    ]),
  );

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await isolated.dispose();
});

describe('of the requests to a bot', () => {
  it('those that fail, that are slow, and that somebody asks for are kept, and counted by the reason', async () => {
    await begin({ ASTROLABE_TRACE_RATIO: '0', ASTROLABE_SLO: 'requests 95% 20ms 30d' }, ({ headers }, response) => {
      if (headers.wants === 'error') response.statusCode = 503;
      if (headers.wants === 'keep') isolated.runtime.tracer.active()?.transaction.keep();
      if (headers.wants === 'slow') clock.advance(40);
      response.end();
    });
    for (const wants of ['error', 'keep', 'slow', 'nothing']) await get({ wants });
    expect(kept).toEqual(['503 error', '200 asked', '200 slow']);
    expect(counted('astrolabe_transactions_kept_total')).toEqual({
      error: 1,
      asked: 1,
      slow: 1,
      upstream: 0,
      sample: 0,
    });
  });

  it.each([
    [{ ASTROLABE_TRACE_RATIO: '1' }, ['200 sample', '200 sample', '200 sample']],
    [{ ASTROLABE_TRACE_RATIO: '0', OTEL_TRACES_SAMPLER: 'always_on' }, []],
    [{ OTEL_TRACES_SAMPLER: 'always_on' }, ['200 sample', '200 sample', '200 sample']],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, []],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.000001' }, ['200 sample']],
    [{ ASTROLABE_TRACE_RATIO: '0', ASTROLABE_TRUST_TRACEPARENT: 'true' }, ['200 upstream']],
  ])('with %o: %o', async (environment: Record<string, string>, expected) => {
    await begin(environment, (_incoming, response) => void response.end());
    await get();
    await get(CALLER);
    await get(DRAWN);
    expect(kept).toEqual(expected);
  });

  it('a storm of errors is cheap, and another error is seen in it', async () => {
    await begin({ ASTROLABE_TRACES_PER_SECOND: '1', ASTROLABE_TRACE_RATIO: '0' }, ({ headers }, response) => {
      response.statusCode = headers.wants === 'other' ? 501 : 500;
      response.end();
    });
    for (let count = 0; count < 50; count++) await get();
    await get({ wants: 'other' });
    expect(kept.filter((each) => each === '501 error')).toHaveLength(1);
    const { error: dropped = 0 } = counted('astrolabe_transactions_dropped_total');
    expect([kept.length, dropped]).toEqual([3, 48]);
  });
});

describe('a wrong ratio', () => {
  it.each(['2', '-0.1', 'all', '1%'])('such as %s is warned of, and a hundredth is kept', async (ratio) => {
    await begin({ ASTROLABE_TRACE_RATIO: ratio }, (_incoming, response) => void response.end());
    expect(isolated.lines.map(({ line }) => line)).toEqual([
      `astrolabe: ASTROLABE_TRACE_RATIO (${ratio.length} character${ratio.length > 1 ? 's' : ''}) is no number from 0 ` +
        'to 1 and is ignored; set it to a ratio from 0 to 1, for example ASTROLABE_TRACE_RATIO=0.01 ' +
        '[ASTROLABE_VARIABLE_INVALID]',
    ]);
    await get(DRAWN);
    await get(CALLER);
    expect(kept).toEqual(['200 sample']);
  });
});

it('what is left to send is sent when the bot stops', async () => {
  await begin({}, (_incoming, response) => void response.end());
  await isolated.runtime.instance?.stop();
  expect(flushed).toBe(1);
});
