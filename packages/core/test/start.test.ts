import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Endpoint } from '../src/http/endpoint.js';
import type { Instance } from '../src/instance.js';
import type { Contributions } from '../src/plugin.js';
import { start } from '../src/registry.js';
import { type IsolatedRuntime, isolatedRuntime } from '../src/testing/isolated-runtime.js';

let isolated: IsolatedRuntime;
let instance: Instance;
let server: Server | undefined;

const OPEN: Endpoint = {
  method: 'GET',
  path: '/open',
  access: 'public',
  handle: () => ({ status: 200, body: 'open' }),
};

const startWith = (contributions: Contributions, environment: Record<string, string> = {}): Instance =>
  start(isolated.runtime, {
    plugins: [{ name: 'test', options: {}, setup: () => contributions }],
    options: {},
    environment,
  });

/** A bot that has an endpoint, and answers 404 to everything else. */
const begin = async (environment: Record<string, string> = {}) => {
  instance = startWith({ endpoints: [OPEN] }, environment);
  server = createServer((request, response) => {
    if (instance.dispatch(request, response, () => false)) return;
    response.statusCode = 404;
    response.end("the bot's own");
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
};
const get = async (path: string) => {
  const { port } = (server as Server).address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return [response.status, await response.text()] as const;
};

beforeEach(() => {
  isolated = isolatedRuntime();
  server = undefined;
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await isolated.dispose();
});

describe('the start', () => {
  it('happens once: a second one gets the first, and warns of options that come too late', async () => {
    await begin();
    const again = { plugins: [], options: { maxSeries: 5 }, environment: {} };
    expect(start(isolated.runtime, again)).toBe(instance);
    expect(isolated.lines.map(({ line }) => line)).toEqual([
      "astrolabe: astrolabe() was called again with options (maxSeries); the first call's are in force, so give them there [ASTROLABE_STARTED_TWICE]",
    ]);
  });

  it('does nothing when it is switched off', async () => {
    await begin({ ASTROLABE_ENABLED: 'false' });
    expect(await get('/open')).toEqual([404, "the bot's own"]);
    expect(isolated.runtime.metrics.family('http_server_request_duration_seconds')).toBeUndefined();
  });

  it("heeds OpenTelemetry's switch", async () => {
    await begin({ OTEL_SDK_DISABLED: 'true' });
    expect(instance.config.enabled).toBe(false);
  });

  it('throws for a wrong option in code', () => {
    const startingWith = (options: Record<string, unknown>) => () =>
      start(isolated.runtime, { plugins: [], options, environment: {} });
    expect(startingWith({ tokn: 'x' })).toThrow('did you mean "token"?');
    expect(startingWith({ adminPort: 70_000 })).toThrow('is outside 0 to 65535');
    expect(isolated.runtime.instance).toBeUndefined();
  });

  it('goes on without an instrumentation that cannot be enabled', async () => {
    const broken = {
      name: 'broken',
      enable: () => {
        throw new Error('+447700900123');
      },
    };
    startWith({ instrumentations: [broken] });
    expect(isolated.lines.map(({ line }) => line)).toEqual([
      'astrolabe: the instrumentation broken failed (Error); the bot goes on without it [ASTROLABE_INSTRUMENTATION_FAILED]',
    ]);
  });

  it('says nothing at all when it is told to', async () => {
    await begin({ ASTROLABE_LOG_LEVEL: 'none', ASTROLABE_MAX_SERIES: 'x', ASTROLABE_NONSENSE: 'x' });
    expect(isolated.lines).toEqual([]);
  });

  it('stops everything it started', async () => {
    await begin({ ASTROLABE_ADMIN_PORT: '0' });
    await instance.stop();
    expect(instance.adminServer?.address()).toBeUndefined();
    expect(await get('/open')).toEqual([404, "the bot's own"]);
    await get('/nothing');
    expect(isolated.runtime.metrics.family('http_server_request_duration_seconds')?.size).toBe(0);
  });
});
