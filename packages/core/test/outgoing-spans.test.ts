import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outgoing, start } from '../src/index.js';
import { eventually } from '../src/testing/eventually.js';
import { type IsolatedRuntime, isolatedRuntime } from '../src/testing/isolated-runtime.js';
import type { Span } from '../src/tracing/span.js';
import type { Transaction } from '../src/tracing/transaction.js';
import { attributesOf } from './span-attributes.js';

let isolated: IsolatedRuntime;
let server: Server;
let headers: IncomingMessage['headers'][];
const servers: Server[] = [];

const serve = async (handle: (incoming: IncomingMessage, response: ServerResponse) => void): Promise<Server> => {
  const served = createServer(handle);
  servers.push(served);
  served.listen(0, '127.0.0.1');
  await once(served, 'listening');
  return served;
};

const answer = (incoming: IncomingMessage, response: ServerResponse): void => {
  headers.push(incoming.headers);
  incoming.resume();
  const { url = '' } = incoming;
  if (url === '/silent') return;
  if (url === '/broken') {
    response.writeHead(200, { 'content-length': 10 });
    response.write('half', () => incoming.socket.destroy());
    return;
  }
  if (url === '/endless') {
    response.write('x');
    return;
  }
  if (url === '/moved') response.setHeader('location', '/there');
  response.statusCode = url === '/moved' ? 302 : Number(/^\/(\d{3})$/.exec(url)?.[1] ?? 200);
  response.end('ok');
};

const begin = (environment: Record<string, string> = {}, options = {}) =>
  start(isolated.runtime, { plugins: [outgoing()], options: { shutdownTimeout: 0, ...options }, environment });

beforeEach(async () => {
  isolated = isolatedRuntime();
  headers = [];
  server = await serve(answer);
  port = portOf(server);
});
afterEach(async () => {
  for (const each of servers.splice(0)) {
    each.closeAllConnections();
    each.close();
  }
  await isolated.dispose();
});

const portOf = (of: Server) => (of.address() as AddressInfo).port;
let port = 0;
const url = (path: string) => `http://127.0.0.1:${port}${path}`;

const within = async (work: () => Promise<unknown>): Promise<Transaction> => {
  const transaction = isolated.runtime.tracer.startTransaction('task', 'work');
  await isolated.runtime.tracer.run(transaction, work);
  return transaction;
};
const byFetch = async (path: string, init: RequestInit = {}) => (await fetch(url(path), init)).text();
const byHttp = async (path: string, options: object = {}) => {
  const outgoingRequest = request(url(path), options);
  outgoingRequest.end();
  const [response] = await once(outgoingRequest, 'response');
  response.resume();
  await once(outgoingRequest, 'close');
};
const ended = async (transaction: Transaction): Promise<readonly Span[]> => {
  await eventually('every span has ended', () => transaction.spans.every((span) => span.ended));
  return transaction.spans;
};
const counted = (): readonly (readonly [labels: string, count: number])[] => {
  const family = isolated.runtime.metrics.family('http_client_request_duration_seconds');
  return [...(family?.series() ?? [])].map(({ labels, value }) => [
    labels
      .filter(([name]) => name !== 'server_port')
      .map(([, text]) => text)
      .join(' '),
    typeof value === 'number' ? value : value.count,
  ]);
};

describe.each([
  ['fetch', byFetch],
  ['node:http', byHttp],
])('a request that the bot makes with %s', (_name, get) => {
  it('is a span of the transaction in which it was made, by the names of OpenTelemetry', async () => {
    begin();
    const transaction = await within(() => get('/users/447700900123?token=secret'));
    const [span] = await ended(transaction);
    expect([span?.name, span?.kind, span?.parent]).toEqual(['GET', 2, transaction.root]);
    expect(attributesOf(span as Span)).toEqual({
      'http.request.method': 'GET',
      'server.address': '127.0.0.1',
      'server.port': port,
      'url.scheme': 'http',
      'url.full': `http://127.0.0.1:${port}/REDACTED`,
      'http.response.status_code': 200,
    });
    expect(counted()).toEqual([['GET 127.0.0.1 200 ', 1]]);
  });

  it('is timed outside of a transaction as well, and makes none', async () => {
    begin();
    await get('/');
    await eventually('it is counted', () => counted().length === 1);
    expect(isolated.runtime.tracer.open).toBe(0);
  });

  it('has failed when it is answered with 4xx or 5xx, and the bot may live with it', async () => {
    begin();
    const transaction = await within(async () => {
      await get('/404');
      await get('/503');
    });
    const spans = await ended(transaction);
    expect(spans.map((span) => [span.status.code, attributesOf(span)['error.type']])).toEqual([
      [2, '404'],
      [2, '503'],
    ]);
    expect(transaction.error).toBeUndefined();
    expect(counted()).toEqual([
      ['GET 127.0.0.1 404 404', 1],
      ['GET 127.0.0.1 503 503', 1],
    ]);
  });

  it('that is aborted before an answer says so', async () => {
    begin();
    const transaction = await within(async () => {
      const aborting = new AbortController();
      const failing = get('/silent', { signal: aborting.signal }).catch(() => undefined);
      await eventually('it has arrived', () => headers.length === 1);
      aborting.abort();
      await failing;
    });
    const [span] = await ended(transaction);
    expect(attributesOf(span as Span)['error.type']).toBe('AbortError');
    expect(counted()).toEqual([['GET 127.0.0.1  AbortError', 1]]);
  });

  it('whose answer breaks off in the middle has failed, with the status there was', async () => {
    begin();
    const transaction = await within(() => get('/broken').catch(() => undefined));
    const [span] = await ended(transaction);
    expect(span?.status.code).toBe(2);
    expect(attributesOf(span as Span)['http.response.status_code']).toBe(200);
    expect(counted()).toEqual([[expect.stringMatching(/^GET 127\.0\.0\.1 200 (ECONNRESET|UND_ERR_SOCKET)$/), 1]]);
  });

  it('to nobody says why', async () => {
    begin();
    server.close();
    await once(server, 'close');
    const transaction = await within(() => get('/').catch(() => undefined));
    const [span] = await ended(transaction);
    expect(attributesOf(span as Span)['error.type']).toBe('ECONNREFUSED');
  });

  it('belongs to its own transaction on a connection that another one opened', async () => {
    begin();
    const transactions = [await within(() => get('/')), await within(() => get('/')), await within(() => get('/'))];
    for (const each of transactions) expect(await ended(each)).toHaveLength(1);
  });

  it('tells a trusted server of its span, and nobody else', async () => {
    begin();
    const transaction = await within(() => get('/'));
    const [span] = await ended(transaction);
    expect(headers[0]?.traceparent?.slice(0, -3)).toBe(`00-${transaction.traceId}-${span?.spanId}`);
    await isolated.runtime.instance?.stop();
    begin({ ASTROLABE_PROPAGATE_TO: '*.railway.internal' });
    await within(() => get('/'));
    expect(headers[1]?.traceparent).toBeUndefined();
  });

  it('keeps the header that the bot has set itself', async () => {
    begin();
    await within(() => get('/', { headers: { TraceParent: 'own' } }));
    expect(headers[0]?.traceparent).toBe('own');
  });

  it('is not looked at when its instrumentation is switched off', async () => {
    begin({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http,undici,fs' });
    const transaction = await within(() => get('/'));
    expect([transaction.spans.length, counted().length, headers[0]?.traceparent]).toEqual([0, 0, undefined]);
  });
});

describe('a request with fetch', () => {
  it('that is redirected is a span for each step', async () => {
    begin();
    const spans = await ended(await within(() => byFetch('/moved')));
    expect(spans.map((span) => attributesOf(span)['http.response.status_code'])).toEqual([302, 200]);
  });

  it('whose body the bot does not want ends at its head, without failure', async () => {
    begin();
    const transaction = await within(async () => {
      const response = await fetch(url('/endless'));
      await response.body?.cancel();
    });
    const [span] = await ended(transaction);
    expect([span?.status.code, attributesOf(span as Span)['error.type']]).toEqual([0, undefined]);
    expect(counted()).toEqual([['GET 127.0.0.1 200 ', 1]]);
  });

  it('that takes longer than its timeout says so', async () => {
    begin();
    const signal = AbortSignal.timeout(20);
    const [span] = await ended(await within(() => byFetch('/silent', { signal }).catch(() => undefined)));
    expect(attributesOf(span as Span)['error.type']).toBe('TimeoutError');
  });
});

describe('a request with node:http', () => {
  it('whose headers are an array arrives as it is, without a word of its trace', async () => {
    begin();
    const [span] = await ended(
      await within(() => byHttp('/', { headers: ['host', `127.0.0.1:${portOf(server)}`, 'x-own', '1'] })),
    );
    expect(span?.name).toBe('GET');
    expect([headers[0]?.['x-own'], headers[0]?.traceparent]).toEqual(['1', undefined]);
    expect(isolated.lines.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('through a proxy is one to the server that is meant', async () => {
    begin({ ASTROLABE_PROPAGATE_TO: 'api.example.org' });
    const transaction = await within(() => byHttp('/', { path: 'http://api.example.org/v1?a=b' }));
    const [span] = await ended(transaction);
    expect(attributesOf(span as Span)['server.address']).toBe('api.example.org');
    expect(headers[0]?.traceparent).toContain(transaction.traceId);
  });

  it('is timed on connections that are used again', async () => {
    begin();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const transaction = await within(() => Promise.all([1, 2, 3].map(() => byHttp('/', { agent }))));
    expect(await ended(transaction)).toHaveLength(3);
    expect(counted()).toEqual([['GET 127.0.0.1 200 ', 3]]);
    agent.destroy();
  });

  it('whose answer the bot destroys ends at its head, without failure', async () => {
    begin();
    const transaction = await within(async () => {
      const outgoingRequest = request(url('/endless'));
      outgoingRequest.end();
      const [response] = await once(outgoingRequest, 'response');
      response.destroy();
      await once(outgoingRequest, 'close');
    });
    const [span] = await ended(transaction);
    expect([span?.status.code, attributesOf(span as Span)['http.response.status_code']]).toEqual([0, 200]);
  });

  it('that becomes another protocol ends there', async () => {
    begin();
    server.on('upgrade', (_incoming, socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
    });
    const transaction = await within(async () => {
      const outgoingRequest = request(url('/'), { headers: { connection: 'Upgrade', upgrade: 'x' } });
      outgoingRequest.end();
      const [, socket] = await once(outgoingRequest, 'upgrade');
      socket.destroy();
    });
    const [span] = await ended(transaction);
    expect([span?.status.code, attributesOf(span as Span)['http.response.status_code']]).toEqual([0, 101]);
  });
});

describe('the servers that requests are counted by', () => {
  it('are no more than a hundred, and the others share a name', async () => {
    begin();
    const agent = new Agent();
    agent.createConnection = () => connect(portOf(server), '127.0.0.1');
    for (let index = 0; index < 105; index++) await byHttp('/', { agent, path: `http://host-${index}.example/` });
    const names = new Set(counted().map(([labels]) => labels.split(' ')[1]));
    expect(names.size).toBe(101);
    expect(counted().find(([labels]) => labels.includes('(other)'))?.[1]).toBe(5);
  });

  it('do not show a number in their name', async () => {
    begin();
    const [span] = await ended(await within(() => byHttp('/', { path: 'http://u447700900123.example.org/' })));
    expect(JSON.stringify([counted(), attributesOf(span as Span)])).not.toContain('447700900123');
    expect(counted()).toEqual([['GET (other) 200 ', 1]]);
  });
});

describe('the hosts that are told of traces', () => {
  it.each(['http://x', 'a b', '*.', 'a,,b;c', ''])('may not be written as %j', (value) => {
    expect(() => begin({}, { propagateTo: value })).toThrow('propagateTo');
  });

  it('may be none', async () => {
    begin({}, { propagateTo: 'none' });
    await within(() => byFetch('/'));
    expect(headers[0]?.traceparent).toBeUndefined();
  });
});
