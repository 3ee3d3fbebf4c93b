import type { Check, CheckResult } from '@astrolabe/core';
import { createManualClock } from '@astrolabe/core/testing';
import { describe, expect, it } from 'vitest';
import { createBackgroundCheck } from './background-check.js';

const PASS: CheckResult = { status: 'pass' };

/** Lets every promise that can settle do so. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const background = (run: Check['run']) => {
  const clock = createManualClock();
  const check: Check = { name: 'ephemeris', critical: true, intervalMs: 30_000, timeoutMs: 2_000, run };
  return { clock, background: createBackgroundCheck(check, clock) };
};

describe('a background check', () => {
  it('has no answer before it is asked', () => {
    expect(background(() => PASS).background.answer).toBeUndefined();
  });

  it('has answered on return when its check answers at once, with the time and no timer left', () => {
    const { clock, background: asked } = background(() => ({ status: 'warn', observedValue: 3, observedUnit: 'km' }));
    asked.ask();
    expect(asked.answer).toEqual({
      result: { status: 'warn', observedValue: 3, observedUnit: 'km' },
      wallMs: clock.wallMs(),
    });
    expect(clock.pending).toBe(0);
  });

  it('keeps the last answer until the next one comes', async () => {
    const { promise, resolve } = Promise.withResolvers<CheckResult>();
    const answers: (CheckResult | Promise<CheckResult>)[] = [PASS, promise];
    const { clock, background: asked } = background(() => answers.shift() as CheckResult);
    asked.ask();
    const firstMs = clock.wallMs();
    clock.advance(30_000);
    asked.ask();
    expect(asked.answer).toEqual({ result: PASS, wallMs: firstMs });
    resolve({ status: 'fail', output: 'away' });
    await settled();
    expect(asked.answer).toEqual({ result: { status: 'fail', output: 'away' }, wallMs: firstMs + 30_000 });
    expect(clock.pending).toBe(0);
  });

  it('fails a check that throws or rejects, without quoting its message', async () => {
    const error = Object.assign(new TypeError('no chart for +49 151 23456789'), { code: 'ECONNREFUSED' });
    const throwing = background(() => {
      throw error;
    }).background;
    const rejecting = background(() => Promise.reject(error)).background;
    for (const asked of [throwing, rejecting]) {
      asked.ask();
      await settled();
      expect(asked.answer?.result).toEqual({ status: 'fail', output: 'it failed (TypeError ECONNREFUSED)' });
    }
  });

  it('fails a check that throws something other than an error', () => {
    const { background: asked } = background(() => {
      throw '+49 151 23456789';
    });
    asked.ask();
    expect(asked.answer?.result.output).toBe('it failed (a thrown string)');
  });

  it('fails a check at its deadline, aborts it, and ignores what it says later', async () => {
    const { promise, resolve } = Promise.withResolvers<CheckResult>();
    let signal: AbortSignal | undefined;
    const { clock, background: asked } = background((given) => {
      signal = given;
      return promise;
    });
    asked.ask();
    clock.advance(1_999);
    expect(asked.answer).toBeUndefined();
    expect(signal?.aborted).toBe(false);
    clock.advance(1);
    const missed = { result: { status: 'fail', output: 'no answer within 2000 ms' }, wallMs: clock.wallMs() };
    expect(asked.answer).toEqual(missed);
    expect(signal?.reason).toMatchObject({ name: 'TimeoutError' });
    resolve(PASS);
    await settled();
    expect(asked.answer).toEqual(missed);
  });

  it('never runs a check twice at once, and asks again once it has settled', async () => {
    const questions: PromiseWithResolvers<CheckResult>[] = [];
    const { clock, background: asked } = background(() => {
      const question = Promise.withResolvers<CheckResult>();
      questions.push(question);
      return question.promise;
    });
    for (let round = 0; round < 5; round++) {
      asked.ask();
      clock.advance(30_000);
    }
    expect(questions).toHaveLength(1);
    questions[0]?.resolve(PASS);
    await settled();
    asked.ask();
    expect(questions).toHaveLength(2);
    questions[1]?.resolve(PASS);
    await settled();
    expect(asked.answer?.result).toEqual(PASS);
  });

  it('says nothing more once it is stopped', async () => {
    const { promise, resolve } = Promise.withResolvers<CheckResult>();
    let runs = 0;
    let signal: AbortSignal | undefined;
    const { clock, background: asked } = background((given) => {
      runs++;
      signal = given;
      return promise;
    });
    asked.ask();
    asked.stop();
    expect(signal?.aborted).toBe(true);
    expect(clock.pending).toBe(0);
    resolve(PASS);
    await settled();
    asked.ask();
    expect(runs).toBe(1);
    expect(asked.answer).toBeUndefined();
  });
});
