import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/clock.js';
import { KeepCap } from '../../src/recorder/keep-cap.js';
import type { TailSampler } from '../../src/recorder/tail-sampler.js';
import type { Transaction } from '../../src/tracing/transaction.js';
import { CAP, type Decisions, lostBelowTheCap, steps } from './sampled-work.js';

const RUNS = { numRuns: 500, seed: 20_261_122 };

/** Whether some order of events loses what it must not. */
const canLose = (decisions: Decisions): boolean =>
  fc.check(
    fc.property(steps, (all) => lostBelowTheCap(all, decisions) === 0),
    RUNS,
  ).failed;

describe('below the cap', () => {
  it('no failed and no slow transaction is lost, in whatever order spans, holds, late work and clocks come', () => {
    fc.assert(
      fc.property(steps, (all) => {
        expect(lostBelowTheCap(all)).toBe(0);
      }),
      RUNS,
    );
  });
});

describe('the check notices', () => {
  it.each(['error', 'slow'])('a decision without the rule for: %s', (without) => {
    const decide = (sampler: TailSampler) => (transaction: Transaction) => {
      const reason = sampler.decide(transaction);
      return reason === without ? undefined : reason;
    };
    expect(canLose({ decide })).toBe(true);
  });

  it('a cap that counts each of them twice', () => {
    const cap = (clock: Clock) => {
      const real = new KeepCap(clock, CAP);
      return {
        admits: (place: string, cause: string | number) => real.admits(place, cause) && real.admits(place, cause),
      };
    };
    expect(canLose({ cap })).toBe(true);
  });

  it('a cap that never has room again', () => {
    const cap = () => {
      let left = CAP;
      return { admits: () => left-- > 0 };
    };
    expect(canLose({ cap })).toBe(true);
  });
});
