import { createRequire } from 'node:module';
import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { outgoing, start } from '../../src/index.js';
import { type IsolatedRuntime, isolatedRuntime } from '../../src/testing/isolated-runtime.js';
import { newSpanId, newTraceId } from '../../src/tracing/ids.js';
import { type OwnHeaders, type ReceivedContext, type RelayingBot, startRelayingBot } from './relaying-bot.js';
import { type Exchange, STRICT_CASES } from './strict-cases.js';

const cases = Object.entries(STRICT_CASES);
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-(0[0-3])$/;
const MAX_MEMBERS = 32;
const RANDOM = 2;

const expectContext = ({ traceparents, tracestate }: ReceivedContext, exchange: Exchange): string => {
  expect(traceparents).toEqual([expect.stringMatching(TRACEPARENT)]);
  const [, traceId = '', spanId = '', flags] = TRACEPARENT.exec(traceparents[0] ?? '') ?? [];
  const sent = exchange.head.join();
  if (exchange.traceId === undefined) expect(sent).not.toContain(traceId);
  else expect(traceId).toBe(exchange.traceId);
  expect(sent).not.toContain(spanId);
  expect((Number(flags) & RANDOM) !== 0).toBe(exchange.isRandom);
  const ours = tracestate.filter((member) => member.startsWith('ot='));
  // What we say of sampling stands in front; what does not fit any more is the oldest.
  const expected = exchange.passedOn.map((theirs) => [...ours, ...theirs].slice(0, MAX_MEMBERS));
  expect(expected).toContainEqual(tracestate);
  return spanId;
};

const expectRelayed = async (bot: RelayingBot, exchanges: readonly Exchange[]): Promise<void> => {
  for (const exchange of exchanges) {
    const received = await bot.relay(exchange);
    const spanIds = received.map((each) => expectContext(each, exchange));
    expect(new Set(spanIds).size).toBe(2 * exchange.calls);
  }
};

it("W3C's validation suite has 41 strict cases, and each is here", () => {
  expect(cases).toHaveLength(41);
  expect(cases.filter(([, exchanges]) => exchanges.length === 0)).toEqual([]);
});

describe.each(['0', '1'])('a bot that keeps traces with the ratio %s', (ratio) => {
  let isolated: IsolatedRuntime;
  let bot: RelayingBot;
  beforeAll(async () => {
    isolated = isolatedRuntime();
    const environment = { ASTROLABE_TRACE_RATIO: ratio };
    start(isolated.runtime, { plugins: [outgoing()], options: { shutdownTimeout: 0 }, environment });
    bot = await startRelayingBot();
  });
  afterAll(async () => {
    bot.close();
    await isolated.dispose();
  });

  it.each(cases)('passes %s', (_name, exchanges) => expectRelayed(bot, exchanges));
});

describe('the cases are as strict as they are there', () => {
  const requireStock = createRequire(
    new URL('../../../../benchmarks/fixtures/neighbours/package.json', import.meta.url),
  );
  const { W3CTraceContextPropagator } = requireStock('@opentelemetry/core') as {
    readonly W3CTraceContextPropagator: new () => TextMapPropagator;
  };
  const stock = new W3CTraceContextPropagator();

  /** What a span within OpenTelemetry's SDK would send. */
  const stockHeaders: OwnHeaders = ({ headers }) => {
    const parent = trace.getSpanContext(stock.extract(ROOT_CONTEXT, headers, defaultTextMapGetter));
    const place = parent ?? { traceId: newTraceId(), traceFlags: RANDOM };
    const carrier = {};
    const span = trace.wrapSpanContext({ ...place, spanId: newSpanId() });
    stock.inject(trace.setSpan(ROOT_CONTEXT, span), carrier, defaultTextMapSetter);
    return carrier;
  };
  const failing = async (headersFor: OwnHeaders): Promise<readonly string[]> => {
    const bot = await startRelayingBot(headersFor);
    onTestFinished(() => bot.close());
    const names: string[] = [];
    for (const [name, exchanges] of cases) await expectRelayed(bot, exchanges).catch(() => names.push(name));
    return names;
  };

  it('OpenTelemetry itself fails those of the format of a tracestate', async () => {
    expect(await failing(stockHeaders)).toEqual([
      'tracestate_key_illegal_vendor_format',
      'tracestate_member_count_limit',
      'tracestate_key_length_limit',
      'tracestate_value_illegal_characters',
    ]);
  });

  it('a bot that tells nobody anything fails all of them', async () => {
    expect(await failing(() => ({}))).toHaveLength(cases.length);
  });
});
