import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Connection } from './connection.ts';
import { sendSteadily } from './steady.ts';

let server: Server;
let connections: Connection[] = [];

const startServer = async (answer: (number: number, respond: (status?: number) => void) => void, count: number) => {
  let received = 0;
  server = createServer((_request, response) => {
    answer(++received, (status = 200) => response.writeHead(status, { 'content-length': 5 }).end('hello'));
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  connections = await Promise.all(Array.from({ length: count }, () => Connection.open(port)));
};

afterEach(() => {
  for (const connection of connections) connection.close();
  server.close();
});

describe('a steady load', () => {
  it('is sent while earlier requests have no answer', async () => {
    const held: (() => void)[] = [];
    await startServer((number, respond) => {
      held.push(respond);
      // Nobody is answered before the last of them has come.
      if (number === 8) for (const each of held) each();
    }, 8);
    await sendSteadily(connections, { path: '/hello', requests: 8, rate: 1_000 });
    expect(held).toHaveLength(8);
  });

  it('counts the time in which a request waits for a connection', async () => {
    const load = { path: '/hello', requests: 9, rate: 1_000 };
    let [nowMs, ticks] = [0, 0];
    const allAreDue = Promise.withResolvers<void>();
    await startServer((number, respond) => {
      if (number > 1) return respond();
      // All others are waiting when the first is answered, a second later.
      allAreDue.promise.then(() => {
        nowMs = 1_000;
        respond();
      });
    }, 1);
    const took = sendSteadily(connections, load, () => {
      if (++ticks === load.requests) setImmediate(allAreDue.resolve);
      return nowMs;
    });
    expect(await took).toEqual({ p50: 1_000, p99: 1_000 });
  });

  it('fails with the status that was not expected', async () => {
    await startServer((_number, respond) => respond(500), 1);
    const load = { path: '/hello', requests: 2, rate: 1_000 };
    await expect(sendSteadily(connections, load)).rejects.toThrow('/hello answered 500');
  });
});
