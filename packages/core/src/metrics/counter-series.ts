import type { Refuse } from './refused-value.js';

/** Decimals of up to 15 digits survive a double; the digits behind are what rounding has left there. */
const EXACT_DIGITS = 15;

/**
 * A sum that only goes up. It keeps what rounding takes from each addition, so that millions of small amounts of money
 * add up to the last digit. Source: Knuth, The Art of Computer Programming, volume 2, section 4.2.2, theorem B.
 */
export class CounterSeries {
  private sum = 0;
  private lost = 0;
  private readonly refuse: Refuse | undefined;

  constructor(refuse?: Refuse) {
    this.refuse = refuse;
  }

  /** Adds `value`, or one. What is below zero or no finite number is not counted, `undefined` included. */
  inc(...given: [] | [value: number]): void {
    const value = given.length === 0 ? 1 : given[0];
    const { sum } = this;
    // Of a BigInt or a symbol, the addition itself would throw.
    const next = typeof value === 'number' ? sum + value : Number.NaN;
    if (!(next < Number.POSITIVE_INFINITY && value >= 0)) {
      this.refuse?.(value);
      return;
    }
    const added = next - sum;
    this.lost += sum - (next - added) + (value - added);
    this.sum = next;
  }

  get value(): number {
    const total = this.sum + this.lost;
    return Number.isInteger(total) ? total : Number(total.toPrecision(EXACT_DIGITS));
  }
}
