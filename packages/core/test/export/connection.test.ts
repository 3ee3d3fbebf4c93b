import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type Clock, runtime } from '@astrolabe/core';
import { createManualClock, eventually } from '@astrolabe/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, Connection, Destined } from '../../src/export/otlp/connection.js';
import { connectByHttp } from '../../src/export/otlp/http-connection.js';
import { connectBySocket } from '../../src/export/otlp/socket-connection.js';

const BODY = Buffer.from('spans');
const TAKEN = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-type: application/x-protobuf\r\n\r\nhi';

let server: Server;
let sockets: Socket[];
let received: string;
let connection: Connection;
afterEach(async () => {
  connection.close();
  for (const socket of sockets) socket.destroy();
  const closed = once(server, 'close');
  server.close();
  await closed;
});

/** A server that answers the requests in turn with these bytes; with a list, piece by piece. */
const answering = async (
  connect: (destined: Destined) => Connection,
  answers: readonly (string | readonly string[] | ((socket: Socket) => void))[],
  { clock = runtime().clock, headers = {} }: { clock?: Clock; headers?: Record<string, string> } = {},
): Promise<Connection> => {
  [sockets, received] = [[], ''];
  let next = 0;
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', async (chunk) => {
      received += chunk.toString('latin1');
      if (!received.endsWith(BODY.toString())) return;
      const answer = answers[Math.min(next++, answers.length - 1)] ?? '';
      if (typeof answer === 'function') return void answer(socket);
      for (const piece of typeof answer === 'string' ? [answer] : answer) {
        socket.write(piece);
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = new URL(`http://user:pass@127.0.0.1:${port}/v1/traces?tenant=1`);
  const certificates = { ca: undefined, cert: undefined, key: undefined };
  connection = connect({ clock, url, headers, certificates });
  return connection;
};
/** A request has come whole, and is not received any more: the next one is awaited anew. */
const arrival = async (): Promise<void> => {
  await eventually('it was received', () => received.endsWith(BODY.toString()));
  received = '';
};
const shown = ({ status, retryAfter, contentType, body }: Answer) => [
  status,
  retryAfter,
  contentType,
  Buffer.from(body).toString(),
];

describe.each([
  ['a socket', connectBySocket],
  ["Node's client", connectByHttp],
])('by %s', (_name, connect) => {
  const PROTOBUF = 'application/x-protobuf';
  it.each<[string, string | readonly string[], readonly unknown[]]>([
    ['its length', TAKEN, [200, undefined, PROTOBUF, 'hi']],
    ['its bytes one by one', [...TAKEN], [200, undefined, PROTOBUF, 'hi']],
    [
      'chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\npar\r\n4;x=y\r\ntial\r\n0\r\n\r\n',
      [200, undefined, undefined, 'partial'],
    ],
    [
      'chunks one by one, and trailers',
      [...'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nx: y\r\n\r\n'],
      [200, undefined, undefined, 'hi'],
    ],
    ['no body', 'HTTP/1.1 204 No Content\r\n\r\n', [204, undefined, undefined, '']],
    ['patience first', `HTTP/1.1 100 Continue\r\n\r\n${TAKEN}`, [200, undefined, PROTOBUF, 'hi']],
    ['early hints first', ['HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n', TAKEN], [200, undefined, PROTOBUF, 'hi']],
    [
      'a request for patience',
      'HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\ncontent-length: 0\r\n\r\n',
      [429, '7', undefined, ''],
    ],
    ['no words for its status', 'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n', [200, undefined, undefined, '']],
    [
      'a body too long to be read',
      `HTTP/1.1 200 OK\r\ncontent-length: 70000\r\n\r\n${'x'.repeat(70_000)}`,
      [200, undefined, undefined, ''],
    ],
    [
      'chunks too long to be read',
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n11170\r\n${'x'.repeat(70_000)}\r\n0\r\n\r\n`,
      [200, undefined, undefined, ''],
    ],
  ])('an answer with %s is read, and the next request is answered as well', async (_what, answer, expected) => {
    const { post } = await answering(connect, [answer, TAKEN]);
    expect(shown(await post(BODY, 5_000))).toEqual(expected);
    expect((await post(BODY, 5_000)).status).toBe(200);
  });

  it.each<[string, string]>([
    ['is no HTTP', '\u0000\u0001 no HTTP at all\r\n\r\n'],
    ['changes the protocol', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
    ['is of another version', 'HTTP/3 200 OK\r\ncontent-length: 0\r\n\r\n'],
    ['has a head without an end', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}`],
  ])('what %s is no answer', async (_what, answer) => {
    const { post } = await answering(connect, [answer]);
    await expect(post(BODY, 5_000)).rejects.toThrow();
  });

  it('a connection is used again, unless the answer closes it', async () => {
    const closing = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';
    const { post } = await answering(connect, [TAKEN, TAKEN, closing, TAKEN]);
    for (let request = 0; request < 4; request++) await post(BODY, 5_000);
    expect(sockets).toHaveLength(2);
  });

  it('what was closed meanwhile is opened anew, and nothing is lost', async () => {
    const { post } = await answering(connect, [TAKEN, (socket) => socket.destroy(), TAKEN]);
    await post(BODY, 5_000);
    expect((await post(BODY, 5_000)).status).toBe(200);
    expect(sockets).toHaveLength(2);
  });

  it('a new connection that is closed without an answer is a failure', async () => {
    const { post } = await answering(connect, [(socket) => socket.destroy()]);
    await expect(post(BODY, 5_000)).rejects.toThrow();
    expect(sockets).toHaveLength(1);
  });

  it('nobody waits for an answer beyond its time, and the next request is answered', async () => {
    const clock = createManualClock();
    const { post } = await answering(connect, [() => undefined, TAKEN], { clock });
    const late = post(BODY, 1_000);
    await arrival();
    clock.advance(1_001);
    await expect(late).rejects.toThrow('no answer in time');
    expect((await post(BODY, 1_000)).status).toBe(200);
    expect(clock.pending).toBe(0);
  });

  it('of an answer that does not end, its status is known', async () => {
    const { post } = await answering(connect, ['HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx']);
    expect((await post(BODY, 1_000)).status).toBe(200);
  });

  it.each([
    ['a fresh connection', []],
    ['one that was used before', [TAKEN]],
  ])('an answer that breaks off after its head has said what became of the batch, on %s', async (_what, before) => {
    const breaking = (socket: Socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx', () => socket.resetAndDestroy());
    };
    const { post } = await answering(connect, [...before, breaking, TAKEN]);
    for (const _ of before) await post(BODY, 5_000);
    expect((await post(BODY, 5_000)).status).toBe(200);
    expect(received.split('POST ')).toHaveLength(before.length + 2);
  });

  it('a request that is on its way when it is closed is not sent again, and nothing stays open', async () => {
    const { post, close } = await answering(connect, [TAKEN, () => undefined]);
    await post(BODY, 5_000);
    received = '';
    const unanswered = post(BODY, 60_000);
    await arrival();
    close();
    await expect(unanswered).rejects.toThrow();
    await eventually('it is closed', () => sockets.every(({ destroyed }) => destroyed));
    expect(sockets).toHaveLength(1);
  });

  it('sends headers and credentials', async () => {
    const headers = { 'x-key': 'a b', 'content-type': 'application/x-protobuf' };
    const { post } = await answering(connect, [TAKEN], { headers });
    await post(BODY, 5_000);
    expect(received).toMatch(/^POST \/v1\/traces\?tenant=1 HTTP\/1\.1\r\n/);
    for (const line of ['x-key: a b', 'content-length: 5', 'content-type: application/x-protobuf']) {
      expect(received.toLowerCase()).toContain(`\r\n${line}\r\n`);
    }
    expect(received).toMatch(/authorization: Basic dXNlcjpwYXNz\r\n/i);
  });

  it('sends no line that a header of the owner would add', async () => {
    const sending = async () => {
      const { post } = await answering(connect, [TAKEN], { headers: { 'x-key': 'a\r\nhost: elsewhere' } });
      return post(BODY, 5_000);
    };
    await expect(sending()).rejects.toThrow(/header/i);
    expect(received).toBe('');
  });
});

it('by a socket, who has given a request up gets the answer to the next', async () => {
  const clock = createManualClock();
  const { post } = await answering(connectBySocket, [() => undefined, TAKEN], { clock });
  const given = post(BODY, 60_000);
  await arrival();
  const next = post(BODY, 60_000);
  await expect(given).rejects.toThrow('no answer in time');
  expect((await next).status).toBe(200);
  expect(clock.pending).toBe(0);
});
