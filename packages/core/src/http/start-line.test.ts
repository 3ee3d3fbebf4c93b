import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Environment } from '../config/environment.js';
import { start } from '../registry.js';
import { eventually } from '../testing/eventually.js';
import { type IsolatedRuntime, isolatedRuntime } from '../testing/isolated-runtime.js';
import { startLine } from './start-line.js';

let isolated: IsolatedRuntime;
beforeEach(() => {
  isolated = isolatedRuntime();
});
afterEach(() => isolated.dispose());

/** What the start line says of private endpoints, with N for the port that was had. */
const accessSaid = async (environment: Environment): Promise<string | undefined> => {
  const instance = start(isolated.runtime, { plugins: [], options: {}, environment });
  const { adminServer } = instance;
  if (adminServer !== undefined) await eventually('it listens', () => adminServer.address() !== undefined);
  const line = startLine(instance, { framework: 'x', serves: () => false });
  return line
    .split(' · ')
    .find((part) => part.startsWith('private endpoints'))
    ?.replace(/:\d+/, ':N');
};

describe('the start line names the doors of what is private', () => {
  const production = { NODE_ENV: 'production' };
  const admin = { ASTROLABE_ADMIN_PORT: '0' };
  const elsewhere = { ...admin, ASTROLABE_ADMIN_HOST: '0.0.0.0' };

  it.each<[string, Environment]>([
    ['from this machine (set ASTROLABE_TOKEN to open them elsewhere)', {}],
    ['closed (set ASTROLABE_TOKEN)', production],
    ['with the token', { ...production, ASTROLABE_TOKEN: 'hunter2' }],
    ['from this machine, on 127.0.0.1:N (set ASTROLABE_TOKEN to open them elsewhere)', admin],
    ['on 127.0.0.1:N (set ASTROLABE_TOKEN to open them elsewhere)', { ...production, ...admin }],
    ['with the token, on 0.0.0.0:N', { ...elsewhere, ASTROLABE_TOKEN: 'hunter2' }],
    ['from this machine, closed on 0.0.0.0:N (set ASTROLABE_TOKEN to open them elsewhere)', elsewhere],
    ['closed on 0.0.0.0:N (set ASTROLABE_TOKEN)', { ...production, ...elsewhere }],
    ['closed on 127.0.0.1:N (set ASTROLABE_TOKEN)', { ...admin, ASTROLABE_TOKEN: 'two words' }],
  ])('%s', async (said, environment) => {
    expect(await accessSaid(environment)).toBe(`private endpoints: ${said}`);
  });
});
