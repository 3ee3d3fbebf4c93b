import { HIGHEST_RANK, PRECISION, rankOf, registerOf } from './entry.js';

const REGISTERS = 2 ** PRECISION;
/** 1 / (2 ln 2): the bias of infinitely many registers, from which that of 2^16 cannot be told. */
const ALPHA = 1 / (2 * Math.LN2);

/** The registers of HyperLogLog, a byte each. */
export class DenseRegisters {
  readonly ranks: Uint8Array;
  /** How many registers have each rank, kept up to date so that an estimate does not read all registers. */
  private readonly countOf = new Uint32Array(HIGHEST_RANK + 1);

  constructor(ranks: Uint8Array = new Uint8Array(REGISTERS)) {
    this.ranks = ranks;
    for (const rank of ranks) (this.countOf[rank] as number)++;
  }

  static isValid(ranks: Uint8Array): boolean {
    return ranks.length === REGISTERS && ranks.every((rank) => rank <= HIGHEST_RANK);
  }

  add(entry: number): void {
    this.raise(registerOf(entry), rankOf(entry));
  }

  merge(other: DenseRegisters): void {
    for (let register = 0; register < REGISTERS; register++) this.raise(register, other.ranks[register] as number);
  }

  /**
   * Right in all ranges, without tables of corrections. What the paper adds for registers at their highest rank is left
   * out: they would need 2^48 users.
   * Source: Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", 2017, algorithm 6.
   */
  estimate(): number {
    let denominator = 0;
    for (let rank = HIGHEST_RANK; rank >= 1; rank--) denominator = (denominator + (this.countOf[rank] as number)) / 2;
    denominator += REGISTERS * sigma((this.countOf[0] as number) / REGISTERS);
    return (ALPHA * REGISTERS * REGISTERS) / denominator;
  }

  private raise(register: number, rank: number): void {
    const before = this.ranks[register] as number;
    if (rank <= before) return;
    this.ranks[register] = rank;
    (this.countOf[before] as number)--;
    (this.countOf[rank] as number)++;
  }
}

/** x + x² + 2x⁴ + 4x⁸ + …: what the registers that saw nobody contribute. */
const sigma = (share: number): number => {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let power = share;
  let sum = share;
  for (let weight = 1; ; weight *= 2) {
    power *= power;
    const next = sum + power * weight;
    if (next === sum) return sum;
    sum = next;
  }
};
