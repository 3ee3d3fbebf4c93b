import { fileURLToPath } from 'node:url';
import { eventually } from '@astrolabe/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Behaviour, type Collector, hangs, startCollector, takes } from '../../../core/test/export/collector.ts';
import { decodeTraces } from '../../../core/test/export/otlp-decoder.ts';
import { endedBy, startProcess } from './bot-process.ts';

/** Where OpenTelemetry's exporters are installed. */
const NODE_PATH = fileURLToPath(new URL('../../../core/node_modules', import.meta.url));

let collector: Collector;
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(() => collector.close());

const start = async (environment: Readonly<Record<string, string>> = {}) => {
  const bot = startProcess('exporting-bot.mjs', {
    environment: {
      NODE_PATH,
      ASTROLABE_TRACE_RATIO: '1',
      ASTROLABE_SHUTDOWN_TIMEOUT: '20s',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_BSP_SCHEDULE_DELAY: '0',
      ...environment,
    },
  });
  const [, port] = await bot.written(/listening on (\d+)/);
  const ask = async (times: number): Promise<void> => {
    for (let count = 0; count < times; count++) {
      const url = `http://127.0.0.1:${port}/reading/${count}`;
      await (await fetch(url, { headers: { connection: 'close' } })).text();
    }
  };
  return { ...bot, ask };
};
/** Answers nothing before `letGo` is called, and then everything. */
const holding = (): { readonly behaviour: Behaviour; readonly letGo: () => void } => {
  let letGo: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return { behaviour: (request, response) => void released.then(() => takes(request, response)), letGo: () => letGo() };
};
const sentIds = (): readonly string[] =>
  collector.requests.flatMap(({ body }) => decodeTraces(body)).map(({ spanId }) => spanId);

describe('a bot that is told to end in the middle of sending', () => {
  it('sends the rest, each span once, and ends of the signal', async () => {
    const { behaviour, letGo } = holding();
    collector.behave(behaviour);
    const bot = await start();
    await bot.ask(40);
    await eventually('a batch is on its way', () => collector.requests.length === 1);
    expect(sentIds().length).toBeLessThan(40);
    bot.child.kill('SIGTERM');
    letGo();
    expect(await bot.ended).toEqual(endedBy('SIGTERM'));
    expect([sentIds().length, new Set(sentIds()).size]).toEqual([40, 40]);
    expect(bot.stderr()).toBe('');
  });

  it('ends of the signal when its time is over, where the collector answers nothing', async () => {
    collector.behave(hangs);
    const bot = await start({ ASTROLABE_SHUTDOWN_TIMEOUT: '600ms' });
    await bot.ask(40);
    await eventually('a batch is on its way', () => collector.requests.length === 1);
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toEqual(endedBy('SIGTERM'));
    expect(sentIds().length).toBeLessThan(40);
  });

  it('loses what is left where there is no time for it', async () => {
    const bot = await start({ ASTROLABE_SHUTDOWN_TIMEOUT: '0', OTEL_BSP_SCHEDULE_DELAY: '60000' });
    await bot.ask(3);
    bot.child.kill('SIGTERM');
    await bot.ended;
    expect(sentIds()).toEqual([]);
  });
});

describe('a process that is suspended', () => {
  it('goes on where it was: what was on its way is sent again, and nothing is lost', async () => {
    collector.behave(hangs);
    const bot = await start({ OTEL_EXPORTER_OTLP_TIMEOUT: '300', OTEL_BSP_EXPORT_TIMEOUT: '400' });
    await bot.ask(10);
    await eventually('a batch is on its way', () => collector.requests.length === 1);
    bot.child.kill('SIGSTOP');
    const stoppedMs = performance.now();
    await eventually('its timeouts are over', () => performance.now() - stoppedMs > 1_000);
    collector.behave(takes);
    bot.child.kill('SIGCONT');
    await bot.ask(5);
    await eventually('all are there', () => collector.spans.length === 15, 15_000);
    expect(new Set(collector.spans.map(({ spanId }) => spanId)).size).toBe(15);
  });
});
