import { isolatedRuntime } from '@astrolabe/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { createRequestCounter } from './request-counter.js';

let dispose: () => Promise<void> = async () => undefined;
afterEach(() => dispose());

const counted = (maxSeries = 100) => {
  const isolated = isolatedRuntime();
  dispose = isolated.dispose;
  isolated.runtime.declareRequestMetrics(maxSeries);
  const count = (status: number, route = '/chart') =>
    isolated.runtime.requestMetrics().route(route).count('POST', status, 0.01);
  return { read: createRequestCounter(isolated.runtime.metrics), count };
};

describe('the request counter', () => {
  it('reads nothing where no request metrics are declared', () => {
    const isolated = isolatedRuntime();
    dispose = isolated.dispose;
    expect(createRequestCounter(isolated.runtime.metrics)()).toEqual({ total: 0, failed: 0 });
  });

  it('counts statuses of 500 and above as failed, and 499 and below as not', () => {
    const { read, count } = counted();
    for (const status of [200, 302, 404, 499, 500, 503, 599]) count(status);
    expect(read()).toEqual({ total: 7, failed: 3 });
  });

  it('sees routes and statuses that come after its first reading', () => {
    const { read, count } = counted();
    count(200);
    expect(read()).toEqual({ total: 1, failed: 0 });
    count(200);
    count(500);
    count(502, '/transit');
    expect(read()).toEqual({ total: 4, failed: 2 });
  });

  it('takes a flood of new series in over several readings, and loses none', () => {
    const { read, count } = counted(10_000);
    for (let route = 0; route < 500; route++) {
      count(200, `/route-${route}`);
      count(500, `/route-${route}`);
    }
    expect([read(), read(), read()].map(({ total }) => total)).toEqual([500, 1_000, 1_000]);
    count(500, '/route-0');
    expect(read()).toEqual({ total: 1_001, failed: 501 });
  });

  it('counts what comes after the limit of series, which keeps its status', () => {
    const { read, count } = counted(1);
    count(500);
    count(200, '/transit');
    count(500, '/transit');
    expect(read()).toEqual({ total: 3, failed: 2 });
  });
});
