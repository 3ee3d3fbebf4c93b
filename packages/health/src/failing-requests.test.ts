import type { CheckResult } from '@astrolabe/core';
import { createManualClock, isolatedRuntime } from '@astrolabe/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { failingRequests } from './failing-requests.js';

const MINUTE_MS = 60_000;

let end: () => Promise<void> = async () => undefined;
afterEach(() => end());

/** The check on its interval, as the runner asks it. */
const observed = () => {
  const clock = createManualClock();
  const isolated = isolatedRuntime({ clock });
  end = isolated.dispose;
  const check = failingRequests(isolated.runtime.metrics, clock);
  const ask = () => check.run(AbortSignal.timeout(1_000)) as CheckResult;
  ask();
  clock.every(check.intervalMs, ask);
  const answered = (times: number, status: number) => {
    for (let index = 0; index < times; index++) {
      isolated.runtime.requestMetrics().route('/webhook').count('POST', status, 0.01);
    }
  };
  return { check, clock, ask, answered };
};

describe('the check of failing requests', () => {
  it('passes without requests', () => {
    expect(observed().ask()).toEqual({ status: 'pass', observedValue: 0, observedUnit: 'percent' });
  });

  it('fails at 20 requests of which all failed, and passes at 19', () => {
    const { ask, answered } = observed();
    answered(19, 500);
    expect(ask()).toEqual({ status: 'pass', observedValue: 100, observedUnit: 'percent' });
    answered(1, 500);
    expect(ask()).toEqual({
      status: 'fail',
      observedValue: 100,
      observedUnit: 'percent',
      output: '20 of the 20 requests of the last 5 minutes were answered with a status of 500 or above',
    });
  });

  it('fails at a share of exactly a half, and passes one request below it', () => {
    const { ask, answered } = observed();
    answered(50, 503);
    answered(51, 200);
    expect(ask()).toMatchObject({ status: 'pass', observedValue: 49.5 });
    answered(1, 503);
    expect(ask()).toMatchObject({ status: 'fail', observedValue: 50 });
  });

  it('takes requests that clients broke off, and their own mistakes, for no failures', () => {
    const { ask, answered } = observed();
    answered(40, 499);
    answered(40, 404);
    answered(10, 500);
    expect(ask()).toMatchObject({ status: 'pass', observedValue: 11.1 });
  });

  it('recovers by itself, five minutes after a burst', () => {
    const { check, clock, ask, answered } = observed();
    answered(30, 500);
    clock.advance(5 * MINUTE_MS - check.intervalMs);
    expect(ask().status).toBe('fail');
    clock.advance(2 * check.intervalMs);
    expect(ask()).toMatchObject({ status: 'pass', observedValue: 0 });
  });

  it('recovers sooner when enough requests succeed again', () => {
    const { clock, ask, answered } = observed();
    answered(30, 500);
    clock.advance(MINUTE_MS);
    answered(31, 200);
    expect(ask()).toMatchObject({ status: 'pass', observedValue: 49.2 });
  });

  it('fails within the first minute of a process', () => {
    const { clock, ask, answered } = observed();
    clock.advance(7_000);
    answered(20, 500);
    expect(ask().status).toBe('fail');
  });

  it('adds up what fails slowly, over all of its window', () => {
    const { clock, ask, answered } = observed();
    for (let second = 0; second < 280; second += 14) {
      answered(1, 500);
      clock.advance(14_000);
    }
    expect(ask()).toMatchObject({ status: 'fail' });
  });

  it('does not add up what fails more slowly than that', () => {
    const { clock, ask, answered } = observed();
    for (let minute = 0; minute < 60; minute++) {
      answered(3, 500);
      clock.advance(MINUTE_MS);
      expect(ask().status).toBe('pass');
    }
  });

  it('is not moved by a step of the wall clock', () => {
    const clock = createManualClock();
    let stepMs = 0;
    const stepping = { ...clock, nowMs: clock.nowMs, wallMs: () => clock.wallMs() + stepMs };
    const isolated = isolatedRuntime({ clock: stepping });
    end = isolated.dispose;
    const check = failingRequests(isolated.runtime.metrics, stepping);
    const ask = () => (check.run(AbortSignal.timeout(1_000)) as CheckResult).status;
    ask();
    const route = isolated.runtime.requestMetrics().route('/webhook');
    for (let index = 0; index < 20; index++) route.count('POST', 500, 0.01);
    for (stepMs of [60 * MINUTE_MS, -60 * MINUTE_MS]) expect(ask()).toBe('fail');
    clock.advance(6 * MINUTE_MS);
    expect(ask()).toBe('pass');
  });
});
