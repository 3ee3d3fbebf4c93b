import { describe, expect, it } from 'vitest';
import { toCheckResult } from './check-result.js';

describe('the result of a check', () => {
  it('is taken as it is when it is right', () => {
    const result = { status: 'warn', observedValue: 81.5, observedUnit: 'percent', output: 'nearly full' };
    expect(toCheckResult(result)).toEqual(result);
  });

  it.each([undefined, null, true, 'pass', {}, { status: 'ok' }, { status: null }])(
    'is a failure for %j',
    (returned) => {
      expect(toCheckResult(returned)).toEqual({
        status: 'fail',
        output: 'its status is none of pass, warn and fail',
      });
    },
  );

  it('leaves out fields that health+json cannot carry or does not have', () => {
    const returned = {
      status: 'pass',
      observedValue: Number.NaN,
      observedUnit: 5n,
      output: {},
      phone: '+4915123456789',
    };
    expect(toCheckResult(returned)).toEqual({ status: 'pass' });
  });
});
