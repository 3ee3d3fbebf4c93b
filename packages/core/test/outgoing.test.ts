import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutgoingRequest, OutgoingWatcher } from '../src/instrument/outgoing/outgoing-request.js';
import { watchOutgoing } from '../src/instrument/outgoing/watch-outgoing.js';
import { eventually } from '../src/testing/eventually.js';
import { type IsolatedRuntime, isolatedRuntime } from '../src/testing/isolated-runtime.js';

let isolated: IsolatedRuntime;
let server: Server;
let stop: () => void;
let seen: {
  path: string;
  body: string | undefined;
  status: number;
  traceId: string | undefined;
  answer: string | undefined;
}[];
let received: string[];

const answered = (outgoing: OutgoingRequest, status: number, answer: Buffer | undefined) => {
  const { path, transaction } = outgoing;
  seen.push({
    path,
    body: outgoing.body()?.toString(),
    status,
    traceId: transaction?.traceId,
    answer: answer?.toString(),
  });
};

const watcher: OutgoingWatcher = {
  name: 'test',
  maxBodyBytes: 100,
  wants: (method, path) => method === 'POST' && path.startsWith('/wanted'),
  answered,
};

beforeEach(async () => {
  isolated = isolatedRuntime();
  seen = [];
  received = [];
  server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (chunk) => {
      body += chunk;
    });
    incoming.on('end', () => {
      received.push(body);
      response.statusCode = incoming.url === '/wanted/refused' ? 400 : 201;
      response.end('ok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stop = watchOutgoing(watcher, isolated.runtime);
});
afterEach(async () => {
  stop();
  server.closeAllConnections();
  server.close();
  await isolated.dispose();
});

const url = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
const post = async (path: string, body: NonNullable<RequestInit['body']>, more: RequestInit = {}) => {
  await (await fetch(url(path), { method: 'POST', body, ...more })).text();
};
const postByHttp = async (path: string, send: (outgoing: ReturnType<typeof request>) => void) => {
  const outgoing = request(url(path), { method: 'POST' });
  send(outgoing);
  const [response] = await once(outgoing, 'response');
  response.resume();
  await once(response, 'end');
};

/** The undici of Node 22 tells nothing of bodies. */
const isSilent = process.versions.node.startsWith('22.');

describe('a request that the bot makes', () => {
  it('with fetch is seen with its body and the status of its answer, and arrives unchanged', async () => {
    await post('/wanted?a=1', '{"to":"1"}');
    await post('/wanted/refused', new URLSearchParams({ a: 'b' }));
    await post('/wanted', new Blob(['bytes']));
    expect(seen.map(({ path, body, status }) => [path, body, status])).toEqual([
      ['/wanted?a=1', '{"to":"1"}', 201],
      ['/wanted/refused', 'a=b', 400],
      ['/wanted', 'bytes', 201],
    ]);
    expect(received).toEqual(['{"to":"1"}', 'a=b', 'bytes']);
  });

  it('with fetch is seen piece by piece, each of them once', async () => {
    const pieces = (name: string) => {
      const encoder = new TextEncoder();
      return new ReadableStream({
        start: (controller) => {
          for (const piece of [name, ', ', 'twice']) controller.enqueue(encoder.encode(piece));
          controller.close();
        },
      });
    };
    // The first shows whether this undici tells what it sends.
    for (const name of ['first', 'second', 'third']) await post('/wanted', pieces(name), { duplex: 'half' });
    expect(seen.map(({ body }) => body)).toEqual(['first, twice', 'second, twice', 'third, twice']);
    expect(received).toEqual(['first, twice', 'second, twice', 'third, twice']);
  });

  it.skipIf(isSilent)(
    'with fetch has its own body left to it, once its undici is known to tell what it sends',
    async () => {
      stop();
      const [given, left]: [unknown[], unknown[]] = [[], []];
      const before = (message: unknown) => given.push((message as { request: { body: unknown } }).request.body);
      const after = (message: unknown) => left.push((message as { request: { body: unknown } }).request.body);
      subscribe('undici:request:create', before);
      stop = watchOutgoing(watcher, isolated.runtime);
      subscribe('undici:request:create', after);
      for (const name of ['first', 'second', 'third']) await post('/wanted', name);
      unsubscribe('undici:request:create', before);
      unsubscribe('undici:request:create', after);

      expect(left.map((body, index) => body === given[index])).toEqual([false, true, true]);
      expect(seen.map(({ body }) => body)).toEqual(['first', 'second', 'third']);
    },
  );

  it('with node:http is seen in whatever pieces it is written', async () => {
    await postByHttp('/wanted', (outgoing) => outgoing.end('{"to":"1"}'));
    await postByHttp('/wanted', (outgoing) => {
      outgoing.write('{"to"');
      outgoing.write(Buffer.from(':"2'));
      outgoing.end('227d', 'hex');
    });
    await postByHttp('/wanted/refused', (outgoing) => outgoing.end());
    expect(seen.map(({ body, status }) => [body, status])).toEqual([
      ['{"to":"1"}', 201],
      ['{"to":"2"}', 201],
      ['', 400],
    ]);
    expect(received).toEqual(['{"to":"1"}', '{"to":"2"}', '']);
  });

  it('is seen with its answer, where Node tells of it', async () => {
    await post('/wanted', 'x');
    await postByHttp('/wanted', (outgoing) => outgoing.end('x'));
    const ofFetch = isSilent ? undefined : 'ok';
    expect(seen.map(({ answer }) => answer)).toEqual([ofFetch, 'ok']);
  });

  it('is not seen when nobody wants it', async () => {
    await post('/other', 'x');
    await postByHttp('/other', (outgoing) => outgoing.end('x'));
    expect(seen).toEqual([]);
  });

  it('is seen without its body when it is larger than was asked for', async () => {
    await post('/wanted', 'x'.repeat(101));
    await postByHttp('/wanted', (outgoing) => outgoing.end('x'.repeat(101)));
    expect(seen.map(({ body }) => body)).toEqual([undefined, undefined]);
    expect(received.map(({ length }) => length)).toEqual([101, 101]);
  });

  it('belongs to the transaction in which it was made, on a connection that others opened', async () => {
    const { tracer } = isolated.runtime;
    const transactions = Array.from({ length: 5 }, () => tracer.startTransaction('task', 'x'));
    for (const transaction of transactions) await tracer.run(transaction, () => post('/wanted', 'x'));
    expect(seen.map(({ traceId }) => traceId)).toEqual(transactions.map(({ traceId }) => traceId));
  });

  it('that fails is not answered', async () => {
    const { port } = server.address() as AddressInfo;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await expect(fetch(`http://127.0.0.1:${port}/wanted`, { method: 'POST', body: 'x' })).rejects.toThrow();
    const outgoing = request(`http://127.0.0.1:${port}/wanted`, { method: 'POST' });
    outgoing.end('x');
    await once(outgoing, 'error');
    expect(seen).toEqual([]);
  });

  it('reaches its server when the watcher throws', async () => {
    stop();
    const wants = () => {
      throw new Error('x');
    };
    stop = watchOutgoing({ name: 'test', maxBodyBytes: 100, wants, answered }, isolated.runtime);
    await post('/wanted', 'x');
    await postByHttp('/wanted', (outgoing) => outgoing.end('y'));
    expect(received).toEqual(['x', 'y']);
    await eventually('it is reported', () => isolated.lines.length === 1);
  });

  it('is seen by the next watcher when one throws', async () => {
    const wants = () => {
      throw new Error('x');
    };
    const stopThrowing = watchOutgoing({ name: 'throwing', maxBodyBytes: 100, wants, answered }, isolated.runtime);
    stop();
    stop = watchOutgoing({ name: 'test', maxBodyBytes: 100, wants: () => true, answered }, isolated.runtime);
    await post('/wanted', 'x');
    stopThrowing();
    expect(seen.map(({ body }) => body)).toEqual(['x']);
  });

  it('is left alone when nobody watches any more', async () => {
    stop();
    await post('/wanted', 'x');
    expect(seen).toEqual([]);
  });
});
