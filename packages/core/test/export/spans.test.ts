import { eventually } from '@astrolabe/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExportingBot, exportingBot, SDK_2, SDK_3 } from './bot.js';
import { type Collector, startCollector } from './collector.js';

let collector: Collector;
let bot: ExportingBot;
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(async () => {
  await bot.dispose();
  await collector.close();
});
const endpoint = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
/** Stopping sends what there is. */
const sent = async () => {
  await bot.instance.stop();
};

describe.each([
  ['Astrolabe', 'astrolabe', []],
  ['SDK 2.12', 'opentelemetry', [SDK_2]],
  ['SDK 3', 'opentelemetry', [SDK_3]],
])('with the OTLP exporter of %s, a kept transaction', (_version, exporter, folders) => {
  it('arrives with its spans, ids, times and resource', async () => {
    bot = exportingBot(
      {
        ...endpoint(),
        ASTROLABE_OTLP_EXPORTER: exporter,
        OTEL_RESOURCE_ATTRIBUTES: 'team=stars',
        RAILWAY_GIT_COMMIT_SHA: 'abc1234',
      },
      { folders },
    );
    const transaction = bot.keep('reading', ({ root }) => {
      root.transaction.startSpan('chart', root, 2).setAttribute('chart.system', 'placidus').end();
    });
    await sent();
    const [root, child] = collector.spans;
    expect([root?.name, child?.name]).toEqual(['reading', 'chart']);
    expect(root?.traceId).toBe(transaction.traceId);
    expect(child?.parentSpanId).toBe(root?.spanId);
    expect(child?.attributes).toEqual({ 'chart.system': 'placidus' });
    expect(child?.kind).toBe(3);
    expect((root?.end ?? 0n) >= (root?.start ?? 1n)).toBe(true);
    expect(Math.abs(Number((root?.start ?? 0n) / 1_000_000n) - Date.now())).toBeLessThan(60_000);
    expect(root?.resource).toMatchObject({
      'service.name': 'astrology-bot',
      team: 'stars',
      'vcs.ref.head.revision': 'abc1234',
    });
    expect(bot.outcomes()).toEqual({ exported: 2 });
  });
});

it('work without an answer that fails has the class of its error', async () => {
  bot = exportingBot(endpoint());
  bot.keep('well');
  bot.keep('failing', (transaction) => {
    transaction.error = new RangeError('of somebody');
  });
  await sent();
  expect(collector.spans.map(({ attributes }) => attributes['error.type'])).toEqual([undefined, 'RangeError']);
});

describe('who waits for all to be sent', () => {
  const sending = (answers: () => number) => {
    const batches: number[] = [];
    const spanExporter = {
      export: (spans: readonly unknown[], done: (result: { code: number; error?: Error }) => void) => {
        batches.push(spans.length);
        const code = answers();
        setImmediate(() => done(code === 0 ? { code } : { code, error: new Error('gone') }));
      },
    };
    bot = exportingBot({ OTEL_BSP_SCHEDULE_DELAY: '60000' }, { options: { spanExporter } });
    const [exporter] = bot.instance.contributions.exporters;
    return { batches, flush: (signal = AbortSignal.timeout(5_000)) => exporter?.flush(signal) };
  };

  it('is one of several, and nothing is sent twice', async () => {
    const { batches, flush } = sending(() => 0);
    bot.keep();
    await Promise.all([flush(), flush(), flush()]);
    expect([batches, bot.outcomes()]).toEqual([[1], { exported: 1 }]);
  });

  it('waits no longer than for one batch that is not taken, and the bot sends the rest in its own time', async () => {
    const { batches, flush } = sending(() => 1);
    for (let kept = 0; kept < 6; kept++) bot.keep();
    await Promise.all([flush(), flush()]);
    expect(batches).toEqual([4]);
    expect(bot.outcomes().exported ?? 0).toBe(0);
  });

  it('waits no longer than it wants to', async () => {
    const { batches, flush } = sending(() => 0);
    bot.keep();
    await flush(AbortSignal.abort());
    await eventually('it is sent all the same', () => batches.length === 1);
  });

  it('finds what comes after the end counted as lost', async () => {
    const { batches } = sending(() => 0);
    const [exporter] = bot.instance.contributions.exporters;
    await exporter?.shutdown?.(AbortSignal.timeout(5_000));
    bot.keep();
    await exporter?.flush(AbortSignal.timeout(5_000));
    expect([batches, bot.outcomes()]).toEqual([[], { shutdown: 1 }]);
  });
});

describe('spans are sent', () => {
  it('at once where somebody waits for it, and in their own time after that', async () => {
    bot = exportingBot(endpoint());
    const flush = () =>
      Promise.all((bot.instance.contributions.exporters ?? []).map((each) => each.flush(AbortSignal.timeout(5_000))));
    for (const name of ['first', 'second']) {
      bot.keep(name);
      await flush();
    }
    expect(collector.spans.map(({ name }) => name)).toEqual(['first', 'second']);
    bot.keep('third');
    await eventually('it is sent', () => bot.outcomes().exported === 3);
    expect(collector.spans).toHaveLength(3);
  });

  it('compressed, with headers, where that is asked for', async () => {
    bot = exportingBot({
      ...endpoint(),
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b',
    });
    bot.keep();
    await sent();
    expect(collector.requests[0]?.headers).toMatchObject({ 'content-encoding': 'gzip', 'x-key': 'a b' });
    expect(collector.spans).toHaveLength(1);
  });

  it('as JSON, where that is asked for', async () => {
    bot = exportingBot({ ...endpoint(), OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_METRICS_EXPORTER: 'none' });
    const { traceId } = bot.keep();
    await sent();
    const [request] = collector.requests;
    expect(request?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(String(request?.body)).resourceSpans[0].scopeSpans[0].spans[0]).toMatchObject({ traceId });
  });

  it('with no header that is about the connection alone', async () => {
    bot = exportingBot({
      ...endpoint(),
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_HEADERS:
        'Transfer-Encoding=chunked,Content-Length=3,Connection=close,Expect=100-continue,x-key=1',
    });
    bot.keep();
    await sent();
    const [request] = collector.requests;
    expect(request?.headers).toMatchObject({ 'x-key': '1', 'content-length': String(request?.body.length) });
    expect(request?.headers['transfer-encoding'] ?? request?.headers.expect).toBeUndefined();
    expect(bot.outcomes()).toEqual({ exported: 1 });
  });

  it('with the credentials that the URL has', async () => {
    bot = exportingBot({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url.replace('//', '//bot:s%3Acret@') });
    bot.keep();
    await sent();
    const expected = `Basic ${Buffer.from('bot:s:cret').toString('base64')}`;
    expect(new Set(collector.requests.map(({ headers }) => headers.authorization))).toEqual(new Set([expected]));
    expect(bot.outcomes()).toEqual({ exported: 1 });
  });

  it('to the whole URL of traces, where there is one', async () => {
    bot = exportingBot({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/tenant/v1/traces` });
    bot.keep();
    await sent();
    expect(collector.requests.map(({ path }) => path)).toEqual(['/tenant/v1/traces']);
  });

  it('by the exporter that the owner gives', async () => {
    const names: string[] = [];
    const spanExporter = {
      export: (spans: { name: string }[], done: (result: { code: number }) => void) => {
        names.push(...spans.map(({ name }) => name));
        done({ code: 0 });
      },
      shutdown: () => Promise.resolve(),
    };
    bot = exportingBot(endpoint(), { options: { spanExporter } });
    bot.keep();
    await sent();
    expect(names).toEqual(['reading']);
    expect(collector.spans).toEqual([]);
  });

  it('in batches of no more than was asked for, all of them', async () => {
    bot = exportingBot({ ...endpoint(), OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10' });
    for (let index = 0; index < 35; index++) bot.keep();
    await sent();
    expect(collector.spans).toHaveLength(35);
    expect(collector.requests.filter(({ path }) => path === '/v1/traces').length).toBeGreaterThanOrEqual(4);
  });

  it('by themselves, once the bot has begun', async () => {
    bot = exportingBot({ ...endpoint(), OTEL_METRICS_EXPORTER: 'none' });
    const { createServer } = await import('node:http');
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    bot.keep();
    await eventually('the span is there', () => collector.spans.length === 1);
    server.close();
  });
});

describe('nothing is sent', () => {
  it('without an endpoint, and what is recent is there to be shown', async () => {
    bot = exportingBot({});
    const { traceId } = bot.keep();
    await eventually('it is recent', () => bot.runtime.recent.list().length === 1);
    await sent();
    expect([collector.requests.length, bot.runtime.recent.find(traceId)?.name, bot.outcomes()]).toEqual([
      0,
      'reading',
      {},
    ]);
  });

  it('of traces with OTEL_TRACES_EXPORTER=none', async () => {
    bot = exportingBot({ ...endpoint(), OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' });
    bot.keep();
    await sent();
    expect(collector.requests).toEqual([]);
  });

  it('where the package is not installed, which is said once, with the remedy, and counted', async () => {
    bot = exportingBot({ ...endpoint(), ASTROLABE_OTLP_EXPORTER: 'opentelemetry' }, { folders: [] });
    bot.keep();
    await sent();
    const warnings = bot.lines.map(({ line }) => line).filter((line) => line.includes('PACKAGE_MISSING'));
    expect(warnings).toEqual([
      'astrolabe: spans have an endpoint and nothing to be sent with; run npm install ' +
        '@opentelemetry/exporter-trace-otlp-proto @opentelemetry/api [ASTROLABE_EXPORT_PACKAGE_MISSING]',
      'astrolabe: metrics have an endpoint and nothing to be sent with; run npm install ' +
        '@opentelemetry/exporter-metrics-otlp-proto @opentelemetry/api [ASTROLABE_EXPORT_PACKAGE_MISSING]',
    ]);
    expect(bot.outcomes()).toEqual({ unsendable: 1 });
  });
});

describe('the start line says', () => {
  const line = () => bot.instance.contributions.startLines.flatMap((read) => read(() => true));

  it('where things go, and shows nothing else of the address', () => {
    bot = exportingBot({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:secret@collector.example:4318/key' });
    expect(line()).toContain('export: spans to collector.example:4318, metrics to collector.example:4318');
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json', 'http'],
    ['ASTROLABE_OTLP_EXPORTER', 'opentelemetry', 'proto'],
  ])('what has to be installed for %s', (variable, value, encoding) => {
    bot = exportingBot({ ...endpoint(), [variable]: value }, { folders: [] });
    expect(line()).toContain(
      `export: not installed (npm install @opentelemetry/exporter-trace-otlp-${encoding} ` +
        `@opentelemetry/exporter-metrics-otlp-${encoding} @opentelemetry/api)`,
    );
  });

  it('of one signal, what has to be installed for it alone', () => {
    bot = exportingBot({ ...endpoint(), OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' }, { folders: [] });
    expect(line().filter((each) => each.startsWith('export'))).toEqual([
      expect.stringMatching(/^export: metrics to /),
      'export: not installed (npm install @opentelemetry/exporter-trace-otlp-http @opentelemetry/api)',
    ]);
  });
});
