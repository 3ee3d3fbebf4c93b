import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../src/testing/eventually.js';
import { type IsolatedRuntime, isolatedRuntime } from '../src/testing/isolated-runtime.js';
import { rawClient } from '../src/testing/raw-client.js';

const PARTS = ['first,', 'second,', 'third'];
const WHOLE = PARTS.join('');

let isolated: IsolatedRuntime;
let server: Server;
let disable: () => void;
let seen: (string | undefined)[];
/** Whether the transaction was the active one, for each step of reading. */
let steps: boolean[];
let arrived: number;

const isInContext = (incoming: IncomingMessage): boolean => {
  const { tracer } = isolated.runtime;
  return tracer.active()?.transaction === transactions.get(incoming);
};
const transactions = new WeakMap<IncomingMessage, unknown>();

type Reading = (incoming: IncomingMessage) => Promise<string>;

const byData: Reading = (incoming) =>
  new Promise((resolve) => {
    let body = '';
    incoming.on('data', (chunk) => {
      steps.push(isInContext(incoming));
      body += chunk;
    });
    incoming.on('end', () => {
      steps.push(isInContext(incoming));
      resolve(body);
    });
  });
const byReadable: Reading = (incoming) =>
  new Promise((resolve) => {
    let body = '';
    incoming.on('readable', () => {
      for (let chunk = incoming.read(); chunk !== null; chunk = incoming.read()) body += chunk;
    });
    incoming.on('end', () => resolve(body));
  });
const byIteration: Reading = async (incoming) => {
  let body = '';
  for await (const chunk of incoming) body += chunk;
  steps.push(isInContext(incoming));
  return body;
};
const byPipe: Reading = async (incoming) => {
  const through = incoming.pipe(new PassThrough());
  let body = '';
  for await (const chunk of through) body += chunk;
  return body;
};
const bySteps: Reading = (incoming) =>
  new Promise((resolve) => {
    let body = '';
    incoming.on('data', (chunk) => {
      body += chunk;
      incoming.pause();
      setImmediate(() => incoming.resume());
    });
    incoming.on('end', () => resolve(body));
  });

interface Bot {
  readonly isTapped: boolean;
  read(incoming: IncomingMessage): Promise<string>;
  /** Before it begins to read. */
  wait(): Promise<void>;
}

const serve = async ({ isTapped, read, wait }: Bot): Promise<{ bodies: string[]; port: number }> => {
  const bodies: string[] = [];
  isolated.runtime.httpServer.incoming.add({
    name: 'test',
    maxBodyBytes: 1_000_000,
    watch: (incoming, transaction) => {
      transactions.set(incoming, transaction);
      return isTapped ? { received: (body) => seen.push(body?.toString()), closed: () => undefined } : undefined;
    },
  });
  server = createServer(async (incoming, response) => {
    arrived++;
    await wait();
    bodies.push(await read(incoming));
    response.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { bodies, port: (server.address() as AddressInfo).port };
};

const turns = (count: number) => async () => {
  for (let turn = 0; turn < count; turn++) await nextTurn();
};

/** The head and each part in a packet of its own. */
const sendInParts = async (port: number): Promise<void> => {
  const client = await rawClient(port);
  client.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${WHOLE.length}\r\n\r\n`);
  await eventually('the head has arrived', () => arrived > 0);
  for (const part of PARTS) {
    await turns(3)();
    client.write(part);
  }
  await client.received(/ok/);
  client.leave();
};

beforeEach(() => {
  isolated = isolatedRuntime();
  disable = isolated.runtime.httpServer.enable();
  seen = [];
  steps = [];
  arrived = 0;
});
afterEach(async () => {
  disable();
  server.closeAllConnections();
  server.close();
  await isolated.dispose();
});

describe.each([
  ['data events', byData],
  ['readable events', byReadable],
  ['iteration', byIteration],
  ['a pipe', byPipe],
  ['data events with pauses', bySteps],
])('a body that is read by %s', (_name, read) => {
  it.each([0, 1, 20])('is whole for a bot that begins after %i turns, and for who reads along', async (late) => {
    const { bodies, port } = await serve({ isTapped: true, read, wait: turns(late) });
    await sendInParts(port);
    expect([bodies, seen]).toEqual([[WHOLE], [WHOLE]]);
    expect(steps).not.toContain(false);
  });
});

describe('a tapped body', () => {
  it('has its context in every data event and in its end', async () => {
    const { port } = await serve({ isTapped: true, read: byData, wait: turns(0) });
    await sendInParts(port);
    expect(steps.length).toBeGreaterThan(PARTS.length);
    expect(steps).not.toContain(false);
  });

  it('keeps to its own request when many come at once', async () => {
    const { bodies, port } = await serve({ isTapped: true, read: byData, wait: turns(2) });
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        await (await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: WHOLE.repeat(10_000) })).text();
      }),
    );
    expect(bodies).toEqual(Array(20).fill(WHOLE.repeat(10_000)));
    expect(seen).toEqual(bodies);
    expect(steps).not.toContain(false);
  });

  it('that the bot never reads keeps nobody waiting', async () => {
    const { bodies, port } = await serve({ isTapped: true, read: async () => 'unread', wait: turns(0) });
    const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: WHOLE });
    expect([await response.text(), bodies]).toEqual(['ok', ['unread']]);
  });
});

describe('a body that is not tapped', () => {
  // Node 22 keeps the context of a connection for all that comes on it.
  const isLost = !process.versions.node.startsWith('22.');

  it('loses its context with packets that come later: it is the tap that keeps it', async () => {
    const { bodies, port } = await serve({ isTapped: false, read: byData, wait: turns(0) });
    await sendInParts(port);
    expect(bodies).toEqual([WHOLE]);
    expect(steps.includes(false)).toBe(isLost);
  });
});
