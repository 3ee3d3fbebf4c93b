import { describe, expect, it } from 'vitest';
import { newTraceId } from '../ids.js';
import { isSampled, probabilityOf, randomnessOf, readSampling, thresholdOf, writeThreshold } from './probability.js';
import { Tracestate } from './tracestate.js';

const stateOf = (ot: string) => Tracestate.parse(`foo=1,ot=${ot}`);
const written = (probability: number) =>
  writeThreshold(Tracestate.empty, thresholdOf(probability)).serialize().slice('ot=th:'.length);
const NOTHING = { threshold: undefined, randomness: undefined };

describe('the threshold of a probability', () => {
  // The specification's table, with the four digits that it recommends.
  it.each([
    [1, '0', 1],
    [2, '8', 2],
    [3, 'aaab', 3.00004577706569],
    [4, 'c', 4],
    [5, 'cccd', 5.0000762951094835],
    [8, 'e', 8],
    [10, 'e666', 9.99938968568813],
    [16, 'f', 16],
    [100, 'fd70a', 99.99771123402633],
    [1_000, 'ffbe77', 1000.012874769029],
    [10_000, 'fff9724', 9999.830725674266],
    [100_000, 'ffff583a', 99999.238556461],
    [1_000_000, 'ffffef39', 999992.38556461],
  ])('keeps one in %d by %s', (oneIn, threshold, adjustedCount) => {
    expect(written(1 / oneIn)).toBe(threshold);
    expect(1 / probabilityOf(thresholdOf(1 / oneIn) ?? '')).toBeCloseTo(adjustedCount, 6);
  });

  it('goes to the rarest there is, and not beyond', () => {
    expect(thresholdOf(2 ** -56)).toBe('ffffffffffffff');
    expect(thresholdOf(256 * 2 ** -56)).toBe('ffffffffffff00');
    for (const none of [0, 2 ** -57, -1, 1.1, Number.NaN]) expect(thresholdOf(none)).toBeUndefined();
  });
});

describe('what was said of sampling', () => {
  it.each([
    ['nothing', '', NOTHING],
    ['a threshold', 'th:8', { threshold: '80000000000000', randomness: undefined }],
    ['that all are kept', 'th:0', { threshold: '00000000000000', randomness: undefined }],
    ['both', 'rv:12341234123412;th:fd70a', { threshold: 'fd70a000000000', randomness: '12341234123412' }],
    ['upper case', 'th:C;rv:ABCDEFABCDEFAB', { threshold: 'c0000000000000', randomness: 'abcdefabcdefab' }],
    ['a threshold twice', 'th:8;th:c', { threshold: '80000000000000', randomness: undefined }],
    ['more beside it', 'p:8;th:8;x1:A.b_-', { threshold: '80000000000000', randomness: undefined }],
    ['an empty threshold', 'th:', NOTHING],
    ['a threshold of other digits', 'th:g', NOTHING],
    ['a threshold of 15 digits', 'th:800000000000000', NOTHING],
    ['randomness of 13 digits', 'rv:1234123412341;th:8', { threshold: '80000000000000', randomness: undefined }],
    ['randomness of 15 digits', 'rv:123412341234120', NOTHING],
    ['randomness of other digits', 'rv:abcdefgabcdefg', NOTHING],
    ['a part without a colon', 'th', NOTHING],
    ['a part that spoils the others', 'th:8;TH:8', NOTHING],
  ])('is read: %s', (_case, ot, sampling) => {
    expect(readSampling(ot === '' ? undefined : stateOf(ot))).toEqual(sampling);
  });
});

describe('a sampling decision', () => {
  it('compares with the last 56 bits of the trace id', () => {
    const half = thresholdOf(0.5) ?? '';
    const decide = (bits: string) => isSampled(randomnessOf(`${'e'.repeat(18)}${bits}`, NOTHING), half);
    expect(['00000000000000', '7fffffffffffff'].map(decide)).toEqual([false, false]);
    expect(['80000000000000', 'ffffffffffffff'].map(decide)).toEqual([true, true]);
  });

  it('compares with the randomness that was chosen, where there is one', () => {
    const sampling = readSampling(stateOf('rv:7fffffffffffff'));
    expect(isSampled(randomnessOf('f'.repeat(32), sampling), thresholdOf(0.5) ?? '')).toBe(false);
  });

  it('is consistent: what the stricter keeps, the milder keeps as well, and each as much as it should', () => {
    const thresholds = [0.05, 0.25, 0.5, 1].map((probability) => thresholdOf(probability) ?? '');
    const kept = [0, 0, 0, 0];
    for (let round = 0; round < 20_000; round++) {
      const randomness = randomnessOf(newTraceId(), NOTHING);
      const decisions = thresholds.map((threshold) => isSampled(randomness, threshold));
      expect(decisions).toEqual([...decisions].sort());
      decisions.forEach((decision, index) => {
        if (decision) kept[index] = (kept[index] ?? 0) + 1;
      });
    }
    expect(kept.map((count) => Math.round((20 * count) / 20_000) / 20)).toEqual([0.05, 0.25, 0.5, 1]);
  });
});

describe('a threshold that is written', () => {
  it('takes the place of the one before it, and leaves what else is there', () => {
    const before = stateOf('p:8;th:8;rv:12341234123412') as Tracestate;
    expect(writeThreshold(before, thresholdOf(0.25)).serialize()).toBe('ot=th:c;p:8;rv:12341234123412,foo=1');
    expect(before.get('ot')).toBe('p:8;th:8;rv:12341234123412');
  });

  it('is erased where the probability is not known', () => {
    expect(writeThreshold(stateOf('th:8;rv:12341234123412') as Tracestate, undefined).get('ot')).toBe(
      'rv:12341234123412',
    );
    expect(writeThreshold(stateOf('th:8') as Tracestate, undefined).serialize()).toBe('foo=1');
  });

  it('is left out, and the one before it as well, where there is no room for it', () => {
    const rest = `rv:12341234123412;x:${'v'.repeat(229)}`;
    const before = stateOf(`th:8;${rest}`) as Tracestate;
    expect(writeThreshold(before, thresholdOf(0.0001)).get('ot')).toBe(rest);
    expect(writeThreshold(before, thresholdOf(0.25)).get('ot')).toBe(`th:c;${rest}`);
  });
});
