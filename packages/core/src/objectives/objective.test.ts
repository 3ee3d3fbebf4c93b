import { describe, expect, it } from 'vitest';
import { AstrolabeError } from '../errors.js';
import { defineObjective, type ObjectiveInput } from './objective.js';

const right: ObjectiveInput = { metric: 'chart_seconds', within: '500ms', target: 0.99 };
const errorOf = (name: unknown, input: unknown) => {
  try {
    defineObjective(name as string, input as ObjectiveInput);
  } catch (error) {
    return error;
  }
  return undefined;
};

it('an objective is over 30 days where nothing else is said', () => {
  expect(defineObjective('chart', right)).toEqual({
    name: 'chart',
    metric: 'chart_seconds',
    withinSeconds: 0.5,
    target: 0.99,
    windowMs: 30 * 86_400_000,
  });
});

describe('an objective that cannot be kept is refused', () => {
  it.each([
    ['a target of 100 %', { target: 1 }, /the target 1 is no share.*no budget/],
    ['a target of nothing', { target: 0 }, /the target 0/],
    ['a target in percent', { target: 95 }, /the target 95 is no share above 0 and below 1, such as 0.95/],
    ['a target that is text', { target: '0.95' }, /the target "0.95"/],
    ['no target', { target: undefined }, /the target of type undefined/],
    ['a threshold of 0', { within: 0 }, /the threshold of 0 s/],
    ['a negative threshold', { within: -1 }, /within is not a finite number/],
    ['a threshold of another form', { within: 'soon' }, /within is not a duration/],
    ['a short window', { over: '5m' }, /outside 1h to 90d/],
    ['a long window', { over: '365d' }, /outside 1h to 90d/],
    ['a metric that is not in seconds', { metric: 'chart_bytes' }, /"chart_bytes" is not the name of a histogram/],
    ['no metric', { metric: undefined }, /of type undefined is not the name/],
    [
      'a field that there is none of',
      { window: '7d' },
      /"window" is no field of it; there are metric, within, target, over, judge/,
    ],
    ['a judge that is none', { judge: 'strict' }, /judge is no function/],
  ])('for %s', (_case, change, message) => {
    const error = errorOf('chart', { ...right, ...change });
    expect(AstrolabeError.is(error) && error.code).toBe('ASTROLABE_OBJECTIVE_INVALID');
    expect(String(error)).toMatch(message);
  });

  it('for a name that is none', () => {
    for (const name of ['', '1st', 'a b', 'x'.repeat(65), 7, undefined]) {
      expect(String(errorOf(name, right))).toMatch(/a name begins with a letter/);
    }
    expect(String(errorOf('chart', undefined))).toMatch(/give \{ metric/);
  });
});
