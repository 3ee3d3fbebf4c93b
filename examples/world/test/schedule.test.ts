import { expect, it, onTestFinished, vi } from 'vitest';
import { rateAt, startSchedule } from '../src/users/schedule.ts';

const startFake = (rate: number): number[] => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const dues: number[] = [];
  const startMs = performance.now();
  onTestFinished(startSchedule(rate, (dueMs) => dues.push(dueMs - startMs)));
  return dues;
};

it('ticks at its rate', () => {
  const dues = startFake(10);
  vi.advanceTimersByTime(1_000);

  expect(dues).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000]);
});

it('catches up at once with what is late, each tick with the time it was due', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    now.mockRestore();
    vi.useRealTimers();
  });
  const dues: number[] = [];
  onTestFinished(startSchedule(10, (dueMs) => dues.push(dueMs)));
  expect(dues).toEqual([0]);
  now.mockReturnValue(500);
  vi.advanceTimersToNextTimer();

  expect(dues).toEqual([0, 100, 200, 300, 400, 500]);
});

it('reaches a high rate within two seconds, and a low one at once', () => {
  expect([0, 1_000, 2_000, 9_000].map((elapsedMs) => rateAt(200, elapsedMs))).toEqual([20, 110, 200, 200]);
  expect(rateAt(0.5, 0)).toBe(0.5);
  const dues = startFake(200);
  vi.advanceTimersByTime(4_000);

  expect(dues.filter((dueMs) => dueMs >= 3_000 && dueMs < 4_000).length).toBeGreaterThan(198);
});
