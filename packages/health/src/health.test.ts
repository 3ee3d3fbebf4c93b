import { type Check, type CheckResult, type EndpointRequest, type Plugin, start } from '@astrolabe/core';
import { createManualClock, isolatedRuntime } from '@astrolabe/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { health } from './index.js';
import { createLifecycle } from './lifecycle.js';

const PASS: CheckResult = { status: 'pass' };
const FAIL: CheckResult = { status: 'fail', output: 'it is away' };

let end: () => Promise<void> = async () => undefined;
afterEach(() => end());

const contributing = (checks: readonly Check[]): Plugin => ({ name: 'bot', options: {}, setup: () => ({ checks }) });

const check = (name: string, answer: CheckResult | Promise<CheckResult>, critical = true): Check => ({
  name,
  critical,
  intervalMs: 10_000,
  timeoutMs: 1_000,
  run: () => answer,
});

const started = (checks: readonly Check[] = [], options: Readonly<Record<string, unknown>> = {}) => {
  const clock = createManualClock();
  const lifecycle = createLifecycle();
  const isolated = isolatedRuntime({ clock });
  end = isolated.dispose;
  const { contributions } = start(isolated.runtime, {
    plugins: [health(lifecycle), contributing(checks)],
    options: { serviceName: 'astrology-bot', ...options },
    environment: {},
  });
  const ask = async (path: string, authorized = false) => {
    const endpoint = contributions.endpoints.find((each) => each.path === path);
    const response = await endpoint?.handle({ authorized } as EndpointRequest);
    return { status: response?.status, headers: response?.headers, body: JSON.parse(String(response?.body)) };
  };
  const answered = (times: number, status: number) => {
    for (let index = 0; index < times; index++) {
      isolated.runtime.requestMetrics().route('/webhook').count('POST', status, 0.01);
    }
  };
  return { ask, answered, clock, lifecycle, contributions, runtime: isolated.runtime };
};

describe('/health', () => {
  it('says pass and nothing else to the public, as health+json that nobody may store', async () => {
    expect(await started().ask('/health')).toEqual({
      status: 200,
      headers: { 'content-type': 'application/health+json', 'cache-control': 'no-store' },
      body: { status: 'pass' },
    });
  });

  it('keeps the names and outputs of failing checks from the public', async () => {
    const { ask } = started([check('postgres', FAIL)]);
    expect(await ask('/health')).toMatchObject({ status: 503, body: { status: 'fail' } });
    expect(Object.keys((await ask('/health')).body)).toEqual(['status']);
  });

  it('tells an authorized caller the service, its release and every check', async () => {
    const ephemeris = check(
      'ephemeris',
      { status: 'fail', observedValue: 3, observedUnit: 'ms', output: 'away' },
      false,
    );
    const { ask, clock } = started([ephemeris], { releaseId: 'a1b2c3d' });
    const time = new Date(clock.wallMs()).toISOString();
    clock.advance(1_000);
    const refreshed = new Date(clock.wallMs()).toISOString();
    const { status, body } = await ask('/health', true);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'warn', releaseId: 'a1b2c3d', serviceId: 'astrology-bot' });
    expect(body.checks).toEqual({
      'requests:failing': [
        {
          componentId: 'requests',
          componentType: 'system',
          status: 'pass',
          observedValue: 0,
          observedUnit: 'percent',
          time: refreshed,
        },
      ],
      'ephemeris:status': [
        {
          componentId: 'ephemeris',
          componentType: 'component',
          status: 'fail',
          observedValue: 3,
          observedUnit: 'ms',
          time,
          output: 'away',
        },
      ],
    });
  });

  it('leaves the output of a passing check out, and lists checks of one name together', async () => {
    const talkative = check('redis:ping', { status: 'pass', output: 'PONG' });
    const { ask } = started([talkative, check('redis:ping', FAIL, false)]);
    const { body } = await ask('/health', true);
    expect(body.checks['redis:ping'].map(({ output }: { output?: string }) => output)).toEqual([
      undefined,
      'it is away',
    ]);
  });

  it('fails with a failing critical check, warns with any other, and passes when all do', async () => {
    const statusWith = async (...checks: Check[]) => {
      const { ask } = started(checks);
      const { status, body } = await ask('/health');
      await end();
      return [status, body.status];
    };
    expect(await statusWith(check('a', PASS), check('b', PASS, false))).toEqual([200, 'pass']);
    expect(await statusWith(check('a', { status: 'warn' }), check('b', PASS, false))).toEqual([200, 'warn']);
    expect(await statusWith(check('a', PASS), check('b', FAIL, false))).toEqual([200, 'warn']);
    expect(await statusWith(check('a', FAIL, false), check('b', FAIL))).toEqual([503, 'fail']);
  });

  it('fails while a critical check has not answered, and warns for any other', async () => {
    const never = new Promise<CheckResult>(() => undefined);
    expect((await started([check('a', never)]).ask('/health')).body).toEqual({ status: 'fail' });
    await end();
    const { ask } = started([check('a', never, false)]);
    expect((await ask('/health')).body).toEqual({ status: 'warn' });
    expect((await ask('/health', true)).body.checks['a:status']).toEqual([
      { componentId: 'a', componentType: 'component', status: 'fail', output: 'it has not answered yet' },
    ]);
  });

  it('counts failing requests up to the moment it is asked, and live and ready ignore them', async () => {
    const { ask, answered } = started();
    answered(19, 500);
    expect((await ask('/health')).status).toBe(200);
    answered(1, 500);
    expect((await ask('/health')).status).toBe(503);
    for (const probe of ['live', 'ready', 'startup']) expect((await ask(`/health/${probe}`)).status).toBe(200);
  });

  it('moves with its probes to the path it is given', () => {
    const { contributions } = started([], { healthPath: '/up' });
    const paths = ['/up', '/up/live', '/up/ready', '/up/startup'];
    expect(contributions.endpoints.map(({ path }) => path).slice(0, paths.length)).toEqual(paths);
    expect(Object.keys(contributions.movable)).toEqual(paths);
    expect(contributions.startLines[0]?.(() => true)).toEqual(['/up']);
  });

  it('shows a client that is named while the bot runs, asks it outside of the request, and forgets it again', async () => {
    const { ask, clock, runtime } = started();
    const contexts: unknown[] = [];
    const pool = {
      totalCount: 0,
      idleCount: 0,
      waitingCount: 0,
      on: () => undefined,
      removeListener: () => undefined,
      query: () => {
        contexts.push(runtime.tracer.active());
        return Promise.reject(new Error('away'));
      },
    };
    const transaction = runtime.tracer.startTransaction('task', 'test');
    const unwatch = runtime.tracer.run(transaction, () => runtime.watches.add(pool, { critical: true }));
    await new Promise(setImmediate);
    clock.advance(15_000);

    expect(await ask('/health', true)).toMatchObject({
      status: 503,
      body: { checks: { 'pg:ping': [{ status: 'fail', output: 'it failed (Error)' }] } },
    });
    expect(contexts).toEqual([undefined, undefined]);
    unwatch();
    expect((await ask('/health', true)).body).not.toHaveProperty(['checks', 'pg:ping']);
  });

  it('leaves no timer behind when the instance stops', async () => {
    const { clock } = started([check('a', PASS)]);
    expect(clock.pending).toBeGreaterThan(0);
    await end();
    expect(clock.pending).toBe(0);
  });
});

describe('the probes', () => {
  it('hold ready and startup back until every check has answered, and live not', async () => {
    const { ask, clock } = started([check('slow', new Promise<CheckResult>(() => undefined))]);
    expect(await ask('/health/live')).toMatchObject({ status: 200, body: { status: 'pass' } });
    for (const probe of ['ready', 'startup']) {
      expect((await ask(`/health/${probe}`)).body).toEqual({ status: 'fail' });
      expect(await ask(`/health/${probe}`, true)).toMatchObject({ status: 503, body: { output: 'starting' } });
    }
    clock.advance(1_000);
    for (const probe of ['ready', 'startup']) {
      expect(await ask(`/health/${probe}`, true)).toMatchObject({ status: 200, body: { status: 'pass' } });
    }
  });

  it('pass whatever the checks say', async () => {
    const { ask } = started([check('postgres', FAIL)]);
    expect((await ask('/health')).status).toBe(503);
    for (const probe of ['live', 'ready', 'startup']) expect((await ask(`/health/${probe}`)).status).toBe(200);
  });

  it('take a draining bot out of service and leave it alive', async () => {
    const { ask, lifecycle } = started();
    lifecycle.drain();
    expect(await ask('/health/ready', true)).toMatchObject({
      status: 503,
      body: { status: 'fail', output: 'draining' },
    });
    expect((await ask('/health/live')).status).toBe(200);
    expect((await ask('/health/startup')).status).toBe(200);
  });
});
