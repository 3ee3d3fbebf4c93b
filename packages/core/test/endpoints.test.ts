import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Endpoint } from '../src/http/endpoint.js';
import type { Instance } from '../src/instance.js';
import type { Contributions, Plugin } from '../src/plugin.js';
import { start } from '../src/registry.js';
import { eventually } from '../src/testing/eventually.js';
import { type IsolatedRuntime, isolatedRuntime } from '../src/testing/isolated-runtime.js';
import { rawClient } from '../src/testing/raw-client.js';

let isolated: IsolatedRuntime;
let instance: Instance;
let server: Server;
let botServes: string[];
const TOKEN = { authorization: 'Bearer s3cret' };

const endpoints: Record<string, Endpoint['handle']> = {
  '/open': ({ authorized, query }) => ({ status: 200, body: `${authorized} ${query.get('q')}` }),
  '/failing': () => {
    throw new Error('+447700900123');
  },
  '/streamed': async function streamed() {
    return { status: 200, headers: { 'content-type': 'text/x' }, body: parts(['a', 'b', 'c']) };
  },
  '/broken-stream': () => ({ status: 200, body: parts(['a', new Error('x')]) }),
  '/endless': ({ signal }) => ({ status: 200, body: endless(signal) }),
};

async function* parts(list: readonly (string | Error)[]) {
  for (const part of list) {
    if (part instanceof Error) throw part;
    yield part;
  }
}
let endlessOver = false;
let produced = 0;
async function* endless(signal: AbortSignal) {
  try {
    while (!signal.aborted) {
      produced++;
      yield 'x'.repeat(65_536);
    }
  } finally {
    endlessOver = true;
  }
}

const plugin = (contributions: Contributions): Plugin => ({ name: 'test', options: {}, setup: () => contributions });
const begin = async (environment: Record<string, string> = { ASTROLABE_TOKEN: 's3cret' }, more: Endpoint[] = []) => {
  const open = Object.entries(endpoints).map(
    ([path, handle]): Endpoint => ({ method: 'GET', path: path as '/x', access: 'public', handle }),
  );
  const secret: Endpoint = {
    method: 'GET',
    path: '/private',
    access: 'private',
    handle: () => ({ status: 200, body: 'private' }),
  };
  const echo: Endpoint = {
    method: 'POST',
    path: '/echo',
    access: 'public',
    handle: async (request) => ({ status: 200, body: await request.body(10) }),
  };
  instance = start(isolated.runtime, {
    plugins: [plugin({ endpoints: [...open, secret, echo, ...more] })],
    options: {},
    environment,
  });
  server = createServer((request, response) => {
    if (instance.dispatch(request, response, (path) => botServes.includes(path))) return;
    response.statusCode = 404;
    response.end("the bot's own");
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
};
const url = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
const get = async (path: string, init?: RequestInit) => {
  const response = await fetch(url(path), init);
  return [response.status, await response.text()] as const;
};

beforeEach(() => {
  isolated = isolatedRuntime();
  botServes = [];
  endlessOver = false;
  produced = 0;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await isolated.dispose();
});

describe('an endpoint', () => {
  it('answers its exact path, with any query', async () => {
    await begin();
    expect(await get('/open?q=7')).toEqual([200, 'false 7']);
    for (const path of ['/open/', '/Open', '/openx', '/open;x', '//open', '/%6Fpen', '/x/open', '/o']) {
      expect(await get(path), path).toEqual([404, "the bot's own"]);
    }
  });

  it('answers a request through a proxy, which names the host as well', async () => {
    await begin();
    const client = await rawClient((server.address() as AddressInfo).port);
    client.write('GET http://bot.example/open?q=7 HTTP/1.1\r\nHost: bot.example\r\n\r\n');
    expect(await client.received(/false 7/)).toContain('200 OK');
    client.leave();
  });

  it('answers HEAD without a body, and leaves other methods to the bot', async () => {
    await begin();
    const head = await fetch(url('/open'), { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('content-length')]).toEqual([200, '', '10']);
    expect(await get('/open', { method: 'POST' })).toEqual([404, "the bot's own"]);
    expect(await get('/echo')).toEqual([404, "the bot's own"]);
  });

  it('leaves its path to the bot where the bot serves it', async () => {
    await begin();
    botServes = ['/open'];
    expect(await get('/open')).toEqual([404, "the bot's own"]);
  });

  it("is not counted among the bot's requests", async () => {
    await begin();
    await get('/open');
    await get('/private');
    await get('/nothing');
    const counted = () => isolated.runtime.metrics.family('http_server_request_duration_seconds')?.size;
    await eventually('the request to nothing is counted', () => counted() === 1);
    expect(isolated.runtime.httpServer.active).toBe(0);
  });

  it('that throws answers 500 without a word of the error', async () => {
    await begin();
    expect(await get('/failing')).toEqual([500, 'Failed\n']);
    expect(isolated.lines.map(({ line }) => line)).toEqual([
      'astrolabe: the endpoint /failing failed (Error); the bot goes on without it [ASTROLABE_ENDPOINT_FAILED]',
    ]);
  });

  it('may answer in parts', async () => {
    await begin();
    expect(await get('/streamed')).toEqual([200, 'abc']);
    expect(await get('/streamed', { method: 'HEAD' })).toEqual([200, '']);
  });

  it('that fails in the middle breaks the connection: half an answer never looks whole', async () => {
    await begin();
    await expect(get('/broken-stream')).rejects.toThrow();
  });

  it('stops when its caller has gone', async () => {
    await begin();
    const client = await rawClient((server.address() as AddressInfo).port);
    client.write('GET /endless HTTP/1.1\r\nHost: x\r\n\r\n');
    await client.received(/xxx/);
    client.leave();
    await eventually('the parts end', () => endlessOver);
  });

  it('is not written faster than its caller reads', async () => {
    await begin();
    const client = await rawClient((server.address() as AddressInfo).port);
    client.socket.pause();
    client.write('GET /endless HTTP/1.1\r\nHost: x\r\n\r\n');
    let before = -1;
    await eventually('no more parts are made', () => {
      const still = before === produced;
      before = produced;
      return still && produced > 0;
    });
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    expect(produced).toBe(before);
    expect(endlessOver).toBe(false);
    client.leave();
    await eventually('the parts end', () => endlessOver);
  });

  it('reads a body up to its bound', async () => {
    await begin();
    expect(await get('/echo', { method: 'POST', body: '0123456789' })).toEqual([200, '0123456789']);
    expect((await get('/echo', { method: 'POST', body: '0123456789x' }))[0]).toBe(500);
  });
});

describe('a private endpoint', () => {
  it('needs the token where there is one', async () => {
    await begin();
    expect(await get('/private', { headers: TOKEN })).toEqual([200, 'private']);
    const denied = await fetch(url('/private'));
    expect([denied.status, denied.headers.get('www-authenticate')]).toEqual([
      401,
      'Basic realm="astrolabe", Bearer realm="astrolabe"',
    ]);
    expect((await get('/private', { headers: { authorization: 'Bearer wrong' } }))[0]).toBe(401);
  });

  it('is not there in production without a token', async () => {
    await begin({ NODE_ENV: 'production' });
    expect(await get('/private')).toEqual([404, "the bot's own"]);
    expect(await get('/private', { headers: TOKEN })).toEqual([404, "the bot's own"]);
  });

  it('is open to this machine in development, and not to a proxy on it', async () => {
    await begin({});
    expect(await get('/private')).toEqual([200, 'private']);
    expect(await get('/private', { headers: { 'x-forwarded-for': '127.0.0.1' } })).toEqual([404, "the bot's own"]);
  });

  it('stays closed with a token that cannot be used, in development and on the admin port as well', async () => {
    await begin({ ASTROLABE_TOKEN: 'two words', ASTROLABE_ADMIN_PORT: '0' });
    await eventually('the admin port listens', () => instance.adminServer?.address() !== undefined);
    const admin = await fetch(`http://127.0.0.1:${instance.adminServer?.address()?.port}/private`);
    expect([(await get('/private'))[0], admin.status]).toEqual([404, 404]);
    expect(isolated.lines.map(({ line }) => line).join()).not.toContain('two words');
  });

  it('tells a public endpoint whether its caller may see more', async () => {
    await begin();
    expect(await get('/open?q=1', { headers: TOKEN })).toEqual([200, 'true 1']);
  });
});

describe('the admin port', () => {
  const admin = async () => {
    await eventually('the admin port listens', () => instance.adminServer?.address() !== undefined);
    return `http://127.0.0.1:${instance.adminServer?.address()?.port}`;
  };

  it('opens what is private on loopback, in production as well', async () => {
    await begin({ NODE_ENV: 'production', ASTROLABE_ADMIN_PORT: '0' });
    expect(await (await fetch(`${await admin()}/private`)).text()).toBe('private');
    expect((await fetch(`${await admin()}/nothing`)).status).toBe(404);
    expect(isolated.runtime.httpServer.active).toBe(0);
  });

  it('needs the token where there is one', async () => {
    await begin({ ASTROLABE_TOKEN: 's3cret', ASTROLABE_ADMIN_PORT: '0' });
    expect((await fetch(`${await admin()}/private`)).status).toBe(401);
    expect((await fetch(`${await admin()}/private`, { headers: TOKEN })).status).toBe(200);
  });

  it('stays closed to other machines without a token, and says so', async () => {
    await begin({ ASTROLABE_ADMIN_PORT: '0', ASTROLABE_ADMIN_HOST: '0.0.0.0' });
    expect((await fetch(`${await admin()}/private`)).status).toBe(404);
    expect(isolated.lines[0]?.line).toContain('set ASTROLABE_TOKEN [ASTROLABE_ADMIN_PORT_CLOSED]');
  });

  it('that is taken is reported, and the bot goes on', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await begin({ ASTROLABE_ADMIN_PORT: String(port) });
    await eventually('it is reported', () => isolated.lines.length === 1);
    expect(isolated.lines[0]?.line).toContain(`the admin port 127.0.0.1:${port} could not be opened (EADDRINUSE); set`);
    expect((await get('/open'))[0]).toBe(200);
    taken.close();
  });
});
