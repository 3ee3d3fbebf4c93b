import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { eventually, type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startAutomatically } from '../src/automatic-start.js';

let isolated: IsolatedRuntime;
const [, program = ''] = process.argv;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};
const health = async (port: number): Promise<number> => {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health`);
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
};

beforeEach(() => {
  isolated = isolatedRuntime();
});
afterEach(async () => {
  process.argv[1] = program;
  vi.unstubAllEnvs();
  await isolated.dispose();
});

describe('an automatic start', () => {
  it('brings all plugins and the admin port, by variables alone', async () => {
    const port = await freePort();
    vi.stubEnv('ASTROLABE_ADMIN_PORT', String(port));
    startAutomatically();
    let status = 0;
    const ask = async () => {
      while (status !== 200) status = await health(port);
    };
    await Promise.race([ask(), eventually('the admin port answers', () => status === 200)]);
    expect(status).toBe(200);
    expect(isolated.runtime.instance?.isAutomatic).toBe(true);
  });

  it('leaves an instance that is there as it is', () => {
    vi.stubEnv('ASTROLABE_ENABLED', 'false');
    startAutomatically();
    const { instance } = isolated.runtime;
    startAutomatically();
    expect(instance).toBeDefined();
    expect(isolated.runtime.instance).toBe(instance);
  });

  it.each(['/usr/lib/node_modules/npm/bin/npm-cli.js', '/usr/bin/pnpm', 'C:\\tools\\yarn.cjs'])(
    'leaves the package manager %s alone',
    (path) => {
      process.argv[1] = path;
      startAutomatically();
      expect(isolated.runtime.instance).toBeUndefined();
    },
  );

  it('says what went wrong, and never throws', () => {
    vi.spyOn(isolated.runtime.metrics, 'observed').mockImplementation(() => {
      throw new Error('+447700900123');
    });
    vi.stubEnv('ASTROLABE_ADMIN_PORT', '1');
    expect(startAutomatically).not.toThrow();
    expect(isolated.lines.map(({ line }) => line).join()).toContain('the automatic start failed (Error)');
  });
});
