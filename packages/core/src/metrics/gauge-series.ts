import type { Refuse } from './refused-value.js';

/** One number that goes anywhere. JavaScript may hand us anything: what is no number would spoil it for good. */
export class GaugeSeries {
  private current = 0;
  private readonly refuse: Refuse | undefined;

  constructor(refuse?: Refuse) {
    this.refuse = refuse;
  }

  /** Any number, infinite ones and NaN included. */
  set(value: number): void {
    if (typeof value === 'number') this.current = value;
    else this.refuse?.(value);
  }

  /** Adds `value`, or one; what is no finite number is not added. */
  inc(...given: [] | [value: number]): void {
    const value = given.length === 0 ? 1 : given[0];
    if (Number.isFinite(value)) this.current += value;
    else this.refuse?.(value);
  }

  /** Subtracts `value`, or one; what is no finite number is not subtracted. */
  dec(...given: [] | [value: number]): void {
    const value = given.length === 0 ? 1 : given[0];
    if (Number.isFinite(value)) this.current -= value;
    else this.refuse?.(value);
  }

  get value(): number {
    return this.current;
  }
}
