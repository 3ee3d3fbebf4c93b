import { describe, expect, it } from 'vitest';
import type { Objective } from '../objectives/objective.js';
import { requestsObjective } from '../objectives/requests.js';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import { SlowThresholds } from './slow-thresholds.js';

const METRIC = requestsObjective.metric;
const setUp = (...objectives: Objective[]) => {
  const { diagnostics, lines } = recordDiagnostics();
  const state = { inForce: objectives as readonly Objective[] };
  return { state, lines, thresholds: new SlowThresholds(() => state.inForce, diagnostics) };
};
const status = (code: number) => () => ({ http_response_status_code: String(code) });

describe('what is slow', () => {
  it('took longer than the objective allows, and not just as long', () => {
    const { thresholds } = setUp(requestsObjective);
    expect([2, 2.001].map((seconds) => thresholds.isOver(METRIC, seconds, status(200)))).toEqual([false, true]);
  });

  it('is nothing where no objective is in force', () => {
    const { thresholds } = setUp();
    expect(thresholds.of(METRIC)).toBe(Number.POSITIVE_INFINITY);
    expect(thresholds.isOver(METRIC, 1e9, status(200))).toBe(false);
  });

  it('is what an objective does not ignore', () => {
    const { thresholds } = setUp(requestsObjective);
    expect([404, 499].map((code) => thresholds.isOver(METRIC, 5, status(code)))).toEqual([false, true]);
  });

  it('is, of what a part tells of itself, what an objective finds bad whatever time it took', () => {
    const { thresholds } = setUp(requestsObjective);
    const isBad = (code: number, seconds: number) => thresholds.isBad(METRIC, seconds, status(code)());
    expect([isBad(503, 0.1), isBad(200, 0.1), isBad(200, 3), isBad(404, 3), isBad(499, 0.1)]).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  it('is judged by each objective of the metric on its own', () => {
    const strict: Objective = {
      ...requestsObjective,
      name: 'chart',
      withinSeconds: 0.1,
      judge: ({ http_route }) => (http_route === '/chart' ? 'timed' : 'ignored'),
    };
    const { thresholds } = setUp(requestsObjective, strict);
    const isSlow = (http_route: string, seconds: number) => thresholds.isOver(METRIC, seconds, () => ({ http_route }));
    expect([isSlow('/chart', 0.2), isSlow('/login', 0.2), isSlow('/login', 3)]).toEqual([true, false, true]);
  });

  it('is what a judge that throws is asked about, and that is said', () => {
    const judge = () => {
      throw new TypeError('x');
    };
    const { thresholds, lines } = setUp({ ...requestsObjective, judge });
    expect([thresholds.isOver(METRIC, 5, status(200)), lines.length]).toEqual([true, 1]);
  });

  it('follows the objectives that come later', () => {
    const { thresholds, state } = setUp(requestsObjective);
    expect(thresholds.of(METRIC)).toBe(2);
    state.inForce = [{ ...requestsObjective, withinSeconds: 1 }];
    expect(thresholds.of(METRIC)).toBe(1);
  });
});
