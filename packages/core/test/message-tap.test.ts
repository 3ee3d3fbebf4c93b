import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tapBody } from '../src/instrument/message-tap.js';
import { eventually } from '../src/testing/eventually.js';
import { type IsolatedRuntime, isolatedRuntime } from '../src/testing/isolated-runtime.js';
import { rawClient } from '../src/testing/raw-client.js';

let isolated: IsolatedRuntime;
let server: Server;
let tapped: (string | undefined)[];
let read: string[];
let context: boolean[];
let parts: number;

const serve = async (complete: (body: Buffer | undefined) => void) => {
  const { tracer } = isolated.runtime;
  server = createServer((incoming, response) => {
    const transaction = tracer.startTransaction('request', 'x');
    tapBody(incoming, 1_000, { received: complete }, isolated.runtime, transaction.root);
    let body = '';
    incoming.on('data', (chunk) => {
      parts++;
      body += chunk;
    });
    incoming.on('end', () => {
      context.push(tracer.active() === transaction.root);
      read.push(body);
      response.end('ok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
};
const port = () => (server.address() as AddressInfo).port;
const head = (length: number) => `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;

beforeEach(() => {
  isolated = isolatedRuntime();
  tapped = [];
  read = [];
  context = [];
  parts = 0;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await isolated.dispose();
});

describe('a tapped body', () => {
  const record = (body: Buffer | undefined) => {
    tapped.push(body?.toString());
  };

  it('is read along with the bot, byte for byte, and keeps the context for packets that come later', async () => {
    await serve(record);
    const client = await rawClient(port());
    client.write(`${head(9)}one`);
    await eventually('the first part is read', () => parts === 1);
    client.write('two');
    await eventually('the second part is read', () => parts === 2);
    client.write('end');
    await client.received(/ok/);
    expect([tapped, read]).toEqual([['onetwoend'], ['onetwoend']]);
    expect(context).toEqual([true]);
    client.leave();
  });

  it('is there before the bot has read its end', async () => {
    const order: string[] = [];
    await serve(() => order.push('tap'));
    await (await fetch(`http://127.0.0.1:${port()}`, { method: 'POST', body: 'x' })).text();
    order.push(...read);
    expect(order).toEqual(['tap', 'x']);
  });

  it('is empty when there is none', async () => {
    await serve(record);
    await (await fetch(`http://127.0.0.1:${port()}`)).text();
    expect(tapped).toEqual(['']);
  });

  it('is not kept when it is too large, and the bot gets all of it', async () => {
    await serve(record);
    await (await fetch(`http://127.0.0.1:${port()}`, { method: 'POST', body: 'x'.repeat(200_000) })).text();
    expect(tapped).toEqual([undefined]);
    expect(read[0]).toHaveLength(200_000);
  });

  it('is never complete when the caller leaves in the middle', async () => {
    await serve(record);
    const broken: boolean[] = [];
    server.on('request', (incoming) => incoming.on('error', () => broken.push(true)));
    const client = await rawClient(port());
    client.write(`${head(100)}half`);
    await eventually('the first part is read', () => parts === 1);
    client.leave();
    await eventually('it is broken off', () => broken.length === 1);
    expect(tapped).toEqual([]);
  });

  it('reaches the bot when its reader throws', async () => {
    await serve(() => {
      throw new Error('+447700900123');
    });
    await (await fetch(`http://127.0.0.1:${port()}`, { method: 'POST', body: 'x' })).text();
    expect(read).toEqual(['x']);
    expect(isolated.lines[0]?.line).toContain('reading along with a request failed (Error)');
  });
});
