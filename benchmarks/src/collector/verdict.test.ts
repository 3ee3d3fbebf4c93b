import { describe, expect, it } from 'vitest';
import { type BotResult, COLLECTORS, type CollectorName, complaints, timesOf, whyNotJudged } from './verdict.ts';

const MEGABYTES = 2 ** 20;

/** So many milliseconds in each of three turns, and everything as it has to be. */
const bot = (collector: CollectorName, p99s: readonly number[], change: Partial<BotResult> = {}): BotResult => {
  const isHealthy = collector.startsWith('healthy');
  return {
    collector,
    turns: p99s.map((p99) => ({ p50: 0.2, p99 })),
    sent: 9_000,
    counted: 9_000,
    kept: 9_000,
    exported: isHealthy ? 8_990 : 0,
    dropped: isHealthy ? 10 : 9_000,
    waiting: isHealthy ? 10 : 2_048,
    level: 3,
    arrived: isHealthy ? 8_990 : 0,
    heap: { first: 20 * MEGABYTES, last: 21 * MEGABYTES },
    ...change,
  };
};

const calm: Readonly<Record<CollectorName, readonly number[]>> = {
  healthy: [1, 2, 1],
  'healthy too': [1, 2, 1],
  away: [1.04, 2.08, 1.04],
  hanging: [1, 1.9, 1],
  refusing: [1, 2, 9],
};
const results = (p99s: Partial<typeof calm> = {}, changed?: CollectorName, change?: Partial<BotResult>) =>
  COLLECTORS.map((name) => bot(name, p99s[name] ?? calm[name], name === changed ? change : {}));

describe('the verdict on a collector that is away', () => {
  it('is content when nobody can tell the difference, but in a round in which the machine was busy', () => {
    expect(complaints(results())).toEqual([]);
  });

  it('complains of a p99 that is more than 5 % longer in three of four rounds', () => {
    expect(complaints(results({ away: [1.06, 2.12, 1.06], hanging: [8, 8, 8] }))).toEqual([
      'away: the p99 was 1.060 times that with a collector or more in three of four rounds; at most 1.05 are allowed',
      'hanging: the p99 was 6.000 times that with a collector or more in three of four rounds; at most 1.05 are allowed',
    ]);
  });

  it('compares with both healthy bots', () => {
    const apart = results({ healthy: [1, 1, 1], 'healthy too': [1.1, 1.1, 1.1], away: [1.05, 1.05, 1.05] });
    expect(timesOf(apart, 'away').median).toBeCloseTo(1);
    expect(timesOf(apart, 'healthy too').median).toBeCloseTo(1.1);
  });

  it('says that it cannot tell where two healthy bots were as far apart, or too few rounds are worse', () => {
    const apart = results({
      healthy: [1, 1, 1],
      'healthy too': [1.2, 1.2, 1.2],
      away: [1.3, 1.3, 1.3],
      refusing: [1, 1, 1],
    });
    const few = results({ away: [1, 2.2, 1.1] });
    expect(complaints(few)).toEqual([]);
    expect(complaints(apart)).toEqual([]);
    expect(whyNotJudged(apart, 'away')).toBe(
      'no verdict on the p99 of away: it was × 1.182, and two healthy ones were × 1.200 … 1.200 apart',
    );
    expect(whyNotJudged(apart, 'refusing')).toMatch(/^no verdict/);
    expect(whyNotJudged(few, 'away')).toMatch(/^no verdict/);
    expect(whyNotJudged(few, 'hanging')).toBeUndefined();
    expect(whyNotJudged(results({ away: [8, 8, 8] }), 'away')).toBeUndefined();
  });

  it('does not take a bot that was not measured for a fast one', () => {
    expect(complaints(results({ away: [] }))).toEqual([
      'away: the p99 was – times that with a collector or more in three of four rounds; at most 1.05 are allowed',
    ]);
  });

  it.each<[string, CollectorName, Partial<BotResult>]>([
    ['counted 8,999 of 9,000 requests', 'refusing', { counted: 8_999 }],
    ['was not at the full level', 'healthy', { level: 2 }],
    ['9,000 transactions were kept, 0 exported, and 8,999 counted as dropped', 'away', { dropped: 8_999 }],
    ['8,990 were exported, and 8,989 arrived', 'healthy too', { arrived: 8_989 }],
    [
      'nothing was exported: there was no collector to compare with',
      'healthy',
      { exported: 0, dropped: 9_000, arrived: 0 },
    ],
    ['nothing was dropped: there was no outage', 'away', { kept: 0, dropped: 0 }],
    ['2,049 spans waited to be sent; at most 2,048 may', 'refusing', { waiting: 2_049 }],
    ['9 were exported: there was no outage', 'hanging', { exported: 9, dropped: 8_991, arrived: 9 }],
    [
      'the heap grew by 2,097,153 bytes; the tolerance is 2,097,152',
      'away',
      { heap: { first: 0, last: 2 * MEGABYTES + 1 } },
    ],
  ])('complains of "%s"', (complaint, collector, change) => {
    expect(complaints(results({}, collector, change))).toEqual([`${collector}: ${complaint}`]);
  });
});
