import type { Check, CheckResult } from '@astrolabe/core';
import { createManualClock } from '@astrolabe/core/testing';
import { describe, expect, it } from 'vitest';
import { createCheckRunner } from './check-runner.js';

const PASS: CheckResult = { status: 'pass' };

const counting = (name: string, intervalMs: number, answer: () => CheckResult | Promise<CheckResult> = () => PASS) => {
  const counted = { runs: 0 };
  const check: Check = {
    name,
    critical: true,
    intervalMs,
    timeoutMs: 1_000,
    run: () => {
      counted.runs++;
      return answer();
    },
  };
  return { check, counted };
};

describe('the check runner', () => {
  it('asks every check at its start, and then each on its own interval', () => {
    const clock = createManualClock();
    const often = counting('often', 1_000);
    const seldom = counting('seldom', 10_000);
    createCheckRunner(clock).start([often.check, seldom.check]);
    expect([often.counted.runs, seldom.counted.runs]).toEqual([1, 1]);
    clock.advance(20_000);
    expect([often.counted.runs, seldom.counted.runs]).toEqual([21, 3]);
  });

  it('goes on asking the others when one of them throws', () => {
    const clock = createManualClock();
    const broken = counting('broken', 1_000, () => {
      throw new Error('broken');
    });
    const sound = counting('sound', 1_000);
    const runner = createCheckRunner(clock);
    runner.start([broken.check, sound.check]);
    clock.advance(5_000);
    expect([broken.counted.runs, sound.counted.runs]).toEqual([6, 6]);
    expect(runner.checks.map(({ answer }) => answer?.result.status)).toEqual(['fail', 'pass']);
  });

  it('is complete when every check has answered once, be it by its deadline', () => {
    const clock = createManualClock();
    const hanging = counting('hanging', 10_000, () => new Promise<CheckResult>(() => undefined));
    const runner = createCheckRunner(clock);
    expect(runner.complete).toBe(false);
    runner.start([counting('sound', 1_000).check, hanging.check]);
    expect(runner.complete).toBe(false);
    clock.advance(1_000);
    expect(runner.complete).toBe(true);
  });

  it('is complete at once when there is nothing to wait for', () => {
    const runner = createCheckRunner(createManualClock());
    runner.start([]);
    expect(runner.complete).toBe(true);
  });

  it('asks one check out of turn, and knows only the checks it was started with', () => {
    const runner = createCheckRunner(createManualClock());
    const known = counting('known', 1_000);
    const stranger = counting('stranger', 1_000);
    runner.ask(known.check);
    runner.start([known.check]);
    runner.ask(known.check);
    runner.ask(stranger.check);
    expect([known.counted.runs, stranger.counted.runs]).toEqual([2, 0]);
  });

  it('asks what comes later at once, shows it from its first answer on, and forgets what is gone', () => {
    const clock = createManualClock();
    const runner = createCheckRunner(clock);
    const first = counting('first', 1_000);
    const late = counting('late', 1_000, () => new Promise<CheckResult>(() => undefined));
    runner.start([first.check]);
    runner.update([first.check, late.check]);
    const names = () => runner.checks.map(({ check }) => check.name);
    expect([names(), runner.complete, late.counted.runs]).toEqual([['first'], true, 1]);
    clock.advance(1_000);
    expect([names(), first.counted.runs]).toEqual([['first', 'late'], 2]);
    runner.update([first.check]);
    clock.advance(5_000);
    expect([names(), late.counted.runs, clock.pending]).toEqual([['first'], 1, 1]);
  });

  it('asks nothing before its start', () => {
    const clock = createManualClock();
    const early = counting('early', 1_000);
    createCheckRunner(clock).update([early.check]);
    expect([early.counted.runs, clock.pending]).toEqual([0, 0]);
  });

  it('leaves no timer behind when it is stopped', () => {
    const clock = createManualClock();
    const hanging = counting('hanging', 1_000, () => new Promise<CheckResult>(() => undefined));
    const stop = createCheckRunner(clock).start([hanging.check, counting('sound', 1_000).check]);
    expect(clock.pending).toBe(3);
    stop();
    expect(clock.pending).toBe(0);
  });
});
