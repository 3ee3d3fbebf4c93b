import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { eventually } from '@astrolabe/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExportingBot, exportingBot } from './bot.js';
import { CERTIFICATE, KEY } from './certificate.js';
import { answers, type Behaviour, babbles, type Collector, closes, hangs, startCollector, takes } from './collector.js';

let collector: Collector;
let bot: ExportingBot;
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(async () => {
  await bot.dispose();
  await collector.close();
});

/** Its server listens, so that it sends by itself; the collector has a fifth of a second for a batch. */
const startBot = async (
  environment: Record<string, string> = {},
  options: Record<string, unknown> = {},
): Promise<void> => {
  bot = exportingBot(
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '200',
      OTEL_METRICS_EXPORTER: 'none',
      ...environment,
    },
    { options: { shutdownTimeout: '1s', ...options } },
  );
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.close();
};
const warned = (code: string): boolean => bot.lines.some(({ line }) => line.includes(code));

describe('a collector that', () => {
  it.each<[string, Behaviour]>([
    ['hangs', hangs],
    ['answers 503', answers(503)],
    ['answers 429', answers(429)],
    ['closes the connection', closes],
    ['speaks something else', babbles],
  ])('%s loses nothing: what it did not take is sent again when it is well', async (_fault, behaviour) => {
    await startBot();
    collector.behave(behaviour);
    bot.keep();
    await eventually('it was tried', () => warned('ASTROLABE_EXPORT_UNREACHABLE'));
    expect(bot.outcomes()).toEqual({});
    collector.behave(takes);
    await eventually('it was taken', () => bot.outcomes().exported === 1);
    expect(collector.spans).toHaveLength(1);
  });

  it.each<[string, Behaviour]>([
    ['hangs', hangs],
    ['answers 503', answers(503)],
    ['closes the connection', closes],
  ])('%s loses nothing by the exporters of OpenTelemetry either', async (_fault, behaviour) => {
    await startBot({ ASTROLABE_OTLP_EXPORTER: 'opentelemetry' });
    collector.behave(behaviour);
    bot.keep();
    await eventually('it was tried', () => warned('ASTROLABE_EXPORT_UNREACHABLE'));
    collector.behave(takes);
    await eventually('it was taken', () => bot.outcomes().exported === 1);
  });

  it.each<[string, Behaviour]>([
    ['answers 500', answers(500)],
    ['answers 401', answers(401)],
    ['redirects', answers(302, { location: 'http://elsewhere.example/' })],
  ])('%s gets a batch once: it is dropped and counted, and its owner is told', async (_fault, behaviour) => {
    await startBot();
    collector.behave(behaviour);
    bot.keep();
    await eventually('it was refused', () => bot.outcomes().refused === 1);
    expect(warned('ASTROLABE_EXPORT_REFUSED')).toBe(true);
    expect(collector.requests).toHaveLength(1);
  });

  it('answers garbage with 200 has taken the batch', async () => {
    await startBot();
    collector.behave(answers(200, {}, 'garbage'));
    bot.keep();
    await eventually('it was taken', () => bot.outcomes().exported === 1);
  });

  it('takes a batch and throws some of it away has its words heard: they are counted as refused', async () => {
    await startBot();
    const partly = Buffer.from([0x0a, 2, 0x08, 1]);
    collector.behave((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(partly);
    });
    bot.keep('reading', (transaction) => {
      transaction.startSpan('chart').end();
    });
    await eventually('it was taken', () => bot.outcomes().exported === 1);
    expect(bot.outcomes()).toEqual({ exported: 1, refused: 1 });
    expect(warned('ASTROLABE_EXPORT_REFUSED')).toBe(true);
  });

  it('takes a batch and never ends its answer has taken it', async () => {
    await startBot();
    collector.behave((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).write('x');
    });
    bot.keep();
    await eventually('it was taken', () => bot.outcomes().exported === 1);
  });

  it.each(['astrolabe', 'opentelemetry'])(
    'asks for patience by Retry-After is left alone for as long, by the exporter of %s',
    async (exporter) => {
      await startBot({ ASTROLABE_OTLP_EXPORTER: exporter });
      collector.behave(answers(429, { 'retry-after': '3' }));
      bot.keep();
      await eventually('it was tried', () => collector.requests.length === 1);
      collector.behave(takes);
      await eventually('it was taken', () => bot.outcomes().exported === 1);
      const [first, second] = collector.requests;
      expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThan(2_900);
    },
  );

  it('is gone holds no more than the queue: what is beyond is counted, and the owner is told once', async () => {
    await startBot({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_BSP_MAX_QUEUE_SIZE: '50' });
    for (let index = 0; index < 10; index++) {
      bot.keep('reading', (transaction) => {
        for (let child = 0; child < 9; child++) transaction.startSpan('chart').end();
      });
    }
    await eventually('it is full', () => bot.outcomes().queue_full === 50);
    expect(bot.lines.filter(({ line }) => line.includes('QUEUE_FULL'))).toHaveLength(1);
    await bot.instance.stop();
    const outcomes = bot.outcomes();
    expect(Object.values(outcomes).reduce((all, one) => all + one, 0)).toBe(100);
  });

  it('has no name in DNS, or a certificate that nobody trusts, is one that cannot be reached', async () => {
    const tls = createTlsServer({ key: KEY, cert: CERTIFICATE }, (_request, response) => response.end()).listen(
      0,
      '127.0.0.1',
    );
    await once(tls, 'listening');
    const { port } = tls.address() as { port: number };
    for (const url of ['http://collector.invalid:4318', `https://127.0.0.1:${port}`]) {
      await startBot({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
      bot.keep();
      await eventually(url, () => warned('ASTROLABE_EXPORT_UNREACHABLE'));
      await bot.dispose();
    }
    tls.close();
  });
});

describe('at the end', () => {
  it('a collector that hangs holds the shutdown up no longer than its time, and what is left is counted', async () => {
    await startBot({ OTEL_EXPORTER_OTLP_TIMEOUT: '60000' });
    collector.behave(hangs);
    bot.keep();
    await eventually('it hangs', () => collector.requests.length === 1);
    const begunMs = performance.now();
    await bot.instance.stop();
    expect(performance.now() - begunMs).toBeLessThan(3_000);
    expect(bot.outcomes()).toEqual({ shutdown: 1 });
  });
});

describe('an exporter of the owner', () => {
  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('+447700900123');
      },
    ],
    ['rejects', () => Promise.reject(new Error('+447700900123'))],
    ['never reports back', () => undefined],
  ])('that %s costs its spans alone', async (_what, act) => {
    const spanExporter = { export: act };
    await startBot({ OTEL_BSP_EXPORT_TIMEOUT: '20' }, { spanExporter });
    bot.keep();
    await eventually('it is told', () => warned('ASTROLABE_EXPORT_'));
    expect(bot.lines.map(({ line }) => line).join('\n')).not.toContain('900123');
    await bot.instance.stop();
    const outcomes = bot.outcomes();
    expect((outcomes.refused ?? 0) + (outcomes.shutdown ?? 0)).toBe(1);
  });
});

describe('the requests of the exporter', () => {
  it('are no spans of anybody and counted nowhere, as those of the bot are', async () => {
    await startBot();
    const { tracer } = bot.runtime;
    const transaction = tracer.startTransaction('task', 'reading');
    transaction.keep();
    const other = await startCollector();
    const held = transaction.hold(10_000);
    // What is kept meanwhile is sent from where the transaction is active.
    await tracer.run(transaction, async () => {
      bot.keep('within');
      await eventually('it was taken', () => bot.outcomes().exported === 1);
      const put = request(other.url, { method: 'PUT' }, (response) => response.resume()).end();
      await once(put, 'close');
    });
    held();
    transaction.root.end();
    await other.close();
    expect(transaction.spans.map(({ name }) => name)).toEqual(['PUT']);
    bot.runtime.deferred.flush();
    const counted = [...(bot.runtime.metrics.family('http_client_request_duration_seconds')?.series() ?? [])];
    expect(counted.map(({ labels }) => labels[0]?.[1])).toEqual(['PUT']);
    expect(collector.requests[0]?.headers.traceparent).toBeUndefined();
  });
});

describe('a span that cannot be read', () => {
  const unreadable = {
    get traceId(): string {
      throw new Error('hostile');
    },
  };

  it('is left out, and all others are sent', async () => {
    await startBot();
    bot.keep('reading', (transaction) => {
      const broken = transaction.startSpan('broken');
      // As no method of a span would leave it.
      broken.links = [{ context: unreadable as never }];
      broken.end();
      transaction.startSpan('chart').end();
    });
    bot.keep('other');
    await eventually('the others were sent', () => bot.outcomes().exported === 3);

    expect(bot.outcomes()).toEqual({ exported: 3, unsendable: 1 });
    expect(collector.spans.map(({ name }) => name).sort()).toEqual(['chart', 'other', 'reading']);
    expect(warned('ASTROLABE_EXPORTER_FAILED')).toBe(true);
  });
});
