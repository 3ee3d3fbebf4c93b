import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StartOptions, start } from '../registry.js';
import { type IsolatedRuntime, isolatedRuntime } from '../testing/isolated-runtime.js';
import { createManualClock, type ManualClock } from '../testing/manual-clock.js';
import { announceAlone } from './announcement.js';

let clock: ManualClock;
let isolated: IsolatedRuntime;

beforeEach(() => {
  clock = createManualClock();
  isolated = isolatedRuntime({ clock });
});
afterEach(() => isolated.dispose());

const ENVIRONMENT = { ASTROLABE_ADMIN_PORT: '0' };
const begin = (options: Partial<StartOptions> = {}) =>
  start(isolated.runtime, { plugins: [], options: {}, environment: ENVIRONMENT, ...options });
const said = () => isolated.lines.map(({ line }) => line);
const exitListeners = () => process.listenerCount('exit');

describe('the line of an automatic start', () => {
  it('is said once, after the bot has had the time to start Astrolabe itself', () => {
    announceAlone(begin({ isAutomatic: true }));
    clock.advance(999);
    expect(said()).toEqual([]);
    clock.advance(10_000);
    expect(said()).toEqual([expect.stringMatching(/^astrolabe \S+ · auto · /)]);
  });

  it('is left to the framework where the bot does so', () => {
    announceAlone(begin({ isAutomatic: true }));
    expect(begin().isAutomatic).toBe(false);
    clock.advance(10_000);
    expect(said()).toEqual([]);
  });

  it('is not said of an instance that was stopped, and leaves no listener behind', async () => {
    const before = exitListeners();
    const instance = begin({ isAutomatic: true });
    announceAlone(instance);
    expect(exitListeners()).toBe(before + 1);
    await instance.stop();
    clock.advance(10_000);
    expect([said(), exitListeners()]).toEqual([[], before]);
  });
});

describe('an automatic start', () => {
  it('makes place for options in code, which keep its admin port', () => {
    const first = begin({ isAutomatic: true });
    const second = begin({ options: { token: 'in-code' } });
    expect(second).not.toBe(first);
    expect(isolated.runtime.instance).toBe(second);
    expect(second.config).toMatchObject({ token: 'in-code', adminPort: 0 });
    expect(second.adminServer).toBe(first.adminServer);
    expect(begin({ options: { token: 'too-late' } })).toBe(second);
    expect(said()).toEqual([expect.stringContaining('[ASTROLABE_STARTED_TWICE]')]);
  });

  it('has an admin port without being told, as a start in code has not', () => {
    expect(begin({ environment: {} }).config.adminPort).toBeUndefined();
    isolated.runtime.instance?.retire();
    // Switched off, it opens nothing: another process of this machine may have the port.
    const environment = { ASTROLABE_ENABLED: 'false' };
    expect(begin({ isAutomatic: true, environment }).config.adminPort).toBe(9_464);
  });

  it('is stopped by nothing that comes after a start in code', () => {
    const first = begin();
    expect(begin({ isAutomatic: true })).toBe(first);
    expect(first.isAutomatic).toBe(false);
  });
});

it('an address for the admin port without a number is said to be of no use', () => {
  begin({ environment: { ASTROLABE_ADMIN_HOST: '::' } });
  expect(said()).toEqual([expect.stringMatching(/nothing listens there; set ASTROLABE_ADMIN_PORT.*_HOST_UNUSED\]/)]);
});

it.each([
  [{ RAILWAY_ENVIRONMENT_NAME: 'production' }, 10_000, 'set RAILWAY_DEPLOYMENT_DRAINING_SECONDS'],
  [{ RAILWAY_ENVIRONMENT_NAME: 'production', RAILWAY_DEPLOYMENT_DRAINING_SECONDS: '20' }, 18_000, undefined],
  [{ RAILWAY_DEPLOYMENT_DRAINING_SECONDS: '20', ASTROLABE_SHUTDOWN_TIMEOUT: '5s' }, 5_000, undefined],
  [{ RAILWAY_DEPLOYMENT_DRAINING_SECONDS: '0' }, 0, undefined],
  [{ RAILWAY_DEPLOYMENT_DRAINING_SECONDS: 'x' }, 10_000, undefined],
])('the time for a shutdown is what the platform gives: %j', (environment, timeoutMs, remark) => {
  const { config, remarks } = begin({ environment });
  expect(config.shutdownTimeout).toBe(timeoutMs);
  expect(remarks).toEqual(remark === undefined ? [] : [expect.stringContaining(remark)]);
});
