import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Endpoint, runtime, start } from '@astrolabe/core';
import { createManualClock, type IsolatedRuntime, isolatedRuntime, rawClient } from '@astrolabe/core/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';

const clock = createManualClock();
let isolated: IsolatedRuntime;
let server: Server;
beforeEach(async () => {
  isolated = isolatedRuntime({ clock });
  const page: Endpoint = {
    method: 'GET',
    path: '/ours',
    access: 'public',
    handle: () => {
      clock.advance(9_000);
      return { status: 500, body: '' };
    },
  };
  const plugin = { name: 'ours', options: {}, setup: () => ({ endpoints: [page] }) };
  const { dispatch } = start(runtime(), { plugins: [plugin], options: {}, environment: {} });
  server = createServer((request, response) => {
    if (dispatch(request, response, () => false)) return;
    const { searchParams } = new URL(request.url ?? '', 'http://bot');
    clock.advance(Number(searchParams.get('ms')));
    response.statusCode = Number(searchParams.get('status'));
    if (response.statusCode !== 499) response.end();
    else waiting?.(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await isolated.dispose();
});

let waiting: ((response: ServerResponse) => void) | undefined;
const port = () => (server.address() as AddressInfo).port;
const visit = async (status: number, ms: number, path = '/chart') => {
  await (await fetch(`http://127.0.0.1:${port()}${path}?status=${status}&ms=${ms}`)).arrayBuffer();
};
const leave = async (ms: number) => {
  const arrived = new Promise<ServerResponse>((resolve) => {
    waiting = resolve;
  });
  const client = await rawClient(port());
  client.write(`GET /chart?status=499&ms=${ms} HTTP/1.1\r\nHost: bot\r\n\r\n`);
  const response = await arrived;
  const closed = once(response, 'close');
  client.reset();
  await closed;
};
const counted = () => {
  const { good, total } = runtime().objectives.window('requests', 3_600_000) ?? {};
  return [good, total];
};

it('requests are good when they succeed in time, up to the threshold itself', async () => {
  await visit(200, 10);
  await visit(302, 2_000);
  expect(counted()).toEqual([2, 2]);
  await visit(200, 2_001);
  expect(counted()).toEqual([2, 3]);
});

it('requests that fail are bad, however fast; what the client did wrong is left out, however slow', async () => {
  await visit(500, 1);
  await visit(503, 1);
  await visit(404, 1);
  await visit(429, 60_000);
  expect(counted()).toEqual([0, 2]);
});

it('requests whose client went away are bad past the threshold, and left out within it', async () => {
  await leave(1_000);
  await leave(2_000);
  expect(counted()).toEqual([0, 0]);
  await leave(2_001);
  expect(counted()).toEqual([0, 1]);
});

it('requests to our own endpoints are none', async () => {
  await visit(200, 1, '/ours');
  expect(counted()).toEqual([0, 0]);
});

it('the start line names what is followed, and where it is kept', () => {
  const said = runtime().instance?.contributions.startLines.flatMap((read) => read(() => true));
  expect(said).toContain('objectives requests in memory (set ASTROLABE_STATE to keep them over restarts)');
});
