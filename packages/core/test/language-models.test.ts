import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { languageModels, outgoing, start } from '../src/index.js';
import { eventually } from '../src/testing/eventually.js';
import { type IsolatedRuntime, isolatedRuntime } from '../src/testing/isolated-runtime.js';
import type { Span } from '../src/tracing/span.js';
import type { Transaction } from '../src/tracing/transaction.js';
import { ANTHROPIC_STREAM, COMPLETION, json, OPENAI_STREAM, SECRET, stream } from './language-model-answers.js';
import { attributesOf } from './span-attributes.js';

let isolated: IsolatedRuntime;
let server: Server;
let answer: (response: ServerResponse, incoming: IncomingMessage) => void;

beforeEach(async () => {
  isolated = isolatedRuntime();
  answer = json(COMPLETION);
  server = createServer((incoming, response) => {
    incoming.resume();
    incoming.on('end', () => answer(response, incoming));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await isolated.dispose();
});

const begin = (environment: Record<string, string> = {}) =>
  start(isolated.runtime, {
    plugins: [outgoing(), languageModels()],
    options: { shutdownTimeout: 0 },
    environment,
  });
const url = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
const prompt = (model: unknown = 'gpt-4o') => ({ messages: [{ role: 'user', content: SECRET }], model });

/** As axios does it. */
const post = async (path: string, body: unknown): Promise<void> => {
  const asking = request(url(path), { method: 'POST', headers: { 'content-type': 'application/json' } });
  asking.on('error', () => undefined);
  asking.end(typeof body === 'string' ? body : JSON.stringify(body));
  asking.on('response', (response) => response.on('error', () => undefined).resume());
  await once(asking, 'close');
};
const postByFetch = async (path: string, body: unknown): Promise<void> => {
  await (await fetch(url(path), { method: 'POST', body: JSON.stringify(body) })).text();
};

const ask = async (path: string, body: unknown, send = post): Promise<Span> => {
  const transaction = isolated.runtime.tracer.startTransaction('task', 'work');
  await isolated.runtime.tracer.run(transaction, () => send(path, body));
  await eventually('it has ended', () => transaction.spans.length > 0 && transaction.spans.every(({ ended }) => ended));
  isolated.runtime.deferred.flush();
  return transaction.spans[0] as Span;
};
const factsOf = (span: Span): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(attributesOf(span))
      .filter(([name]) => name.startsWith('gen_ai.'))
      .map(([name, value]) => [name.slice('gen_ai.'.length), value]),
  );
const seriesOf = (name: string): readonly string[] =>
  [...(isolated.runtime.metrics.family(name)?.series() ?? [])].map(({ labels, value }) =>
    [...labels.map(([, text]) => text), typeof value === 'number' ? value : value.sum].join(' '),
  );
const everything = (span: Span): string =>
  JSON.stringify([
    span.name,
    span.attributes,
    span.events,
    seriesOf('gen_ai_client_token_usage'),
    seriesOf('gen_ai_client_operation_duration_seconds'),
    isolated.lines,
  ]);

describe('what a language model is asked', () => {
  it('is a span by its model, with what the answer says of itself and nothing of what it says', async () => {
    begin();
    const span = await ask('/v1/chat/completions', prompt());
    expect([span.name, span.kind]).toEqual(['chat gpt-4o', 2]);
    expect(factsOf(span)).toEqual({
      'operation.name': 'chat',
      'provider.name': 'openai',
      'request.model': 'gpt-4o',
      'response.model': 'gpt-4o-2024-08-06',
      'response.finish_reasons': ['stop'],
      'usage.input_tokens': 12,
      'usage.output_tokens': 34,
    });
    expect(everything(span)).not.toContain('Lisbon');
    expect(seriesOf('gen_ai_client_token_usage')).toEqual([
      'chat openai gpt-4o input 12',
      'chat openai gpt-4o output 34',
    ]);
    expect(seriesOf('gen_ai_client_operation_duration_seconds')).toHaveLength(1);
    expect(seriesOf('gen_ai_client_operation_time_to_first_chunk_seconds')).toEqual([]);
  });

  it('with fetch has its model, and its tokens where Node tells of the answer', async () => {
    begin();
    const span = await ask('/v1/chat/completions', prompt(), postByFetch);
    expect(span.name).toBe('chat gpt-4o');
    const isTold = !process.versions.node.startsWith('22.');
    expect(factsOf(span)['usage.output_tokens']).toBe(isTold ? 34 : undefined);
  });

  it.each([
    ['/openai/deployments/d/chat/completions?api-version=1', 'chat', 'openai'],
    ['/v1/responses', 'chat', 'openai'],
    ['/v1/embeddings', 'embeddings', 'openai'],
    ['/v1/messages?beta=true', 'chat', 'anthropic'],
  ])('is recognised at %s', async (path, operation, provider) => {
    begin();
    const span = await ask(path, prompt('m-1'));
    expect([span.name, factsOf(span)['provider.name']]).toEqual([`${operation} m-1`, provider]);
  });

  it.each([
    ['/v1/models', prompt()],
    ['/v1/messages', { to: '447700900123', text: { body: 'hello' } }],
    ['/v20.0/1/messages', prompt()],
  ])('is not taken for it at %s', async (path, body) => {
    begin();
    const span = await ask(path, body);
    expect([span.name, factsOf(span)]).toEqual(['POST', {}]);
  });

  it('streamed is timed to its first chunk and to its end, whatever type the answer says it has', async () => {
    begin();
    for (const type of ['text/event-stream', 'application/json']) {
      answer = stream(OPENAI_STREAM, type);
      const facts = factsOf(await ask('/v1/chat/completions', prompt()));
      expect(facts).toMatchObject({
        'usage.input_tokens': 5,
        'usage.output_tokens': 7,
        'response.finish_reasons': ['length'],
        'response.time_to_first_chunk': expect.any(Number),
      });
    }
    expect(seriesOf('gen_ai_client_operation_time_to_first_chunk_seconds')).toHaveLength(1);
  });

  it('streamed by Anthropic has the tokens of its beginning and of its end, however long it is', async () => {
    begin();
    answer = stream(ANTHROPIC_STREAM);
    expect(factsOf(await ask('/v1/messages', prompt('claude-sonnet-4-5')))).toMatchObject({
      'request.model': 'claude-sonnet-4-5',
      'response.model': 'claude-sonnet-4-5-20250929',
      'usage.input_tokens': 125,
      'usage.output_tokens': 15,
      'response.finish_reasons': ['end_turn'],
    });
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('is read where the answer is packed by %s', async (encoding, pack) => {
    begin();
    answer = (response) => response.setHeader('content-encoding', encoding).end(pack(JSON.stringify(COMPLETION)));
    const span = await ask('/v1/chat/completions', prompt());
    await eventually('it is unpacked', () => factsOf(span)['usage.input_tokens'] === 12);
  });

  it.each([
    ['as it is', undefined],
    ['packed', gzipSync],
  ])('is whole for whoever reads the transaction, which ends with the answer: %s', async (_how, pack) => {
    begin();
    if (pack !== undefined) {
      answer = (response) => response.setHeader('content-encoding', 'gzip').end(pack(JSON.stringify(COMPLETION)));
    }
    const read: Record<string, unknown>[] = [];
    const factsOfFirst = ({ spans }: Transaction) => (spans[0] === undefined ? {} : factsOf(spans[0]));
    isolated.runtime.recorder.exportTo({
      name: 'test',
      export: (transaction) => read.push({ name: transaction.spans[0]?.name, ...factsOfFirst(transaction) }),
      flush: () => Promise.resolve(),
    });
    const { tracer } = isolated.runtime;
    const transaction = tracer.startTransaction('task', 'work');
    transaction.keep();
    await tracer.run(transaction, () => post('/v1/chat/completions', prompt()));
    transaction.root.end();
    // An exporter that were called now would read nothing of it.
    expect([read.length, factsOfFirst(transaction)]).toEqual([0, {}]);
    await eventually('it is read', () => read.length === 1);
    expect(read[0]).toMatchObject({ name: 'chat gpt-4o', 'usage.input_tokens': 12, 'usage.output_tokens': 34 });
  });

  it('holds no transaction open where it cannot be read, or comes after its end', async () => {
    begin();
    answer = (response) => response.setHeader('content-encoding', 'gzip').end('no such thing');
    const { tracer } = isolated.runtime;
    const transaction = tracer.startTransaction('task', 'work');
    const asked = tracer.run(transaction, () => post('/v1/chat/completions', prompt()));
    transaction.root.end();
    expect(transaction.ended).toBe(true);
    await asked;
    for (const [path, body] of [
      ['/v1/messages', { to: '447700900123' }],
      ['/v1/chat/completions', prompt()],
    ] as const) {
      const { transaction: work } = await ask(path, body);
      work.root.end();
    }
    await eventually('all are over', () => tracer.open === 0);
  });

  it('is counted without tokens where the packing is broken, or unknown', async () => {
    begin();
    for (const encoding of ['gzip', 'own']) {
      answer = (response) => response.setHeader('content-encoding', encoding).end('no such thing');
      const span = await ask('/v1/chat/completions', prompt());
      await eventually('it is described', () => factsOf(span)['operation.name'] === 'chat');
      expect(factsOf(span)['usage.input_tokens']).toBeUndefined();
    }
  });

  it.each([429, 500, 529])('has failed when it is answered with %i', async (status) => {
    begin();
    answer = json({ error: { message: SECRET, type: 'overloaded_error' } }, status);
    const span = await ask('/v1/chat/completions', prompt());
    expect(span.status.code).toBe(2);
    expect(seriesOf('gen_ai_client_operation_duration_seconds')[0]).toMatch(`chat openai gpt-4o ${status} `);
    expect(everything(span)).not.toContain('Lisbon');
  });

  it('has failed when its stream breaks off', async () => {
    begin();
    answer = (response, incoming) => {
      response.write(OPENAI_STREAM.slice(0, 2).join(''), () => incoming.socket.destroy());
    };
    const span = await ask('/v1/chat/completions', prompt());
    expect([span.name, span.status.code]).toEqual(['chat gpt-4o', 2]);
    expect(seriesOf('gen_ai_client_operation_duration_seconds')[0]).toContain(' ECONNRESET ');
    expect(seriesOf('gen_ai_client_token_usage')).toEqual([]);
  });

  it('has no tokens where the answer says none, or is none of the kind', async () => {
    begin();
    for (const body of [{ choices: [] }, [], 'text', null, { usage: { prompt_tokens: 'many' } }]) {
      answer = json(body);
      expect(factsOf(await ask('/v1/chat/completions', prompt()))['usage.input_tokens']).toBeUndefined();
    }
    expect(seriesOf('gen_ai_client_token_usage')).toEqual([]);
  });

  it.each(['447700900123', 'call 447700900123', 'born "1990"', '', 7, null, { model: 1 }])(
    'shows no model that is called %j',
    async (model) => {
      begin();
      const span = await ask('/v1/chat/completions', prompt(model));
      expect(span.name).toBe('chat');
      expect(everything(span)).not.toMatch(/4477|born/);
    },
  );

  it('shows fifty models, and counts the others together', async () => {
    begin();
    for (let index = 0; index < 53; index++) await ask('/v1/chat/completions', prompt(`model-${index}`));
    const models = new Set(seriesOf('gen_ai_client_token_usage').map((labels) => labels.split(' ')[2]));
    expect(models.size).toBe(51);
    expect(seriesOf('gen_ai_client_token_usage')).toContain('chat openai (other) input 36');
  });

  it('is an ordinary request where it is switched off', async () => {
    begin({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'openai' });
    const span = await ask('/v1/chat/completions', prompt());
    expect([span.name, factsOf(span)]).toEqual(['POST', {}]);
  });

  it('is counted where no spans are made of requests', async () => {
    begin({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http' });
    await post('/v1/chat/completions', prompt());
    isolated.runtime.deferred.flush();
    expect(seriesOf('gen_ai_client_token_usage')).toHaveLength(2);
  });
});
