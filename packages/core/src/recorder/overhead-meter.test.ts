import { expect, it } from 'vitest';
import { createMetricStore } from '../metrics/store.js';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import { OverheadMeter } from './overhead-meter.js';

const setUp = () => {
  const store = createMetricStore(recordDiagnostics().diagnostics);
  const meter = new OverheadMeter();
  meter.declare(store);
  const seconds = () => [...(store.family('astrolabe_overhead_seconds_total')?.series() ?? [])][0]?.value as number;
  return { meter, seconds };
};
const busy = (ms: number) => {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
};

it('the overhead of many steps is found from some of them, each kind as often as the others', () => {
  const { meter, seconds } = setUp();
  const timed: [number, number] = [0, 0];
  for (let step = 0; step < 7 * 20; step++) {
    const begunMs = meter.begin();
    if (begunMs !== 0) timed[step % 2 === 0 ? 0 : 1]++;
    meter.end(begunMs);
  }
  expect(timed).toEqual([10, 10]);
  expect(seconds()).toBeLessThan(0.1);
});

it('a step that takes long shows, as far as it is no interruption, and one that is not timed costs nothing', () => {
  const { meter, seconds } = setUp();
  let begunMs = 0;
  while (begunMs === 0) begunMs = meter.begin();
  busy(2);
  meter.end(begunMs);
  expect(seconds()).toBeCloseTo(0.001 * 7);
  const before = seconds();
  meter.end(meter.begin());
  expect(seconds()).toBe(before);
});

it('what is timed within something that is timed counts once', () => {
  const { meter, seconds } = setUp();
  meter.run(() => {
    busy(0.3);
    const begunMs = performance.now();
    busy(0.3);
    meter.whole(begunMs);
  });
  expect(seconds()).toBeGreaterThan(0.0006);
  expect(seconds()).toBeLessThanOrEqual(0.001);
});
