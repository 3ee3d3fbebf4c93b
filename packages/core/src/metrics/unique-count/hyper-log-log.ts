import { DenseRegisters } from './dense-registers.js';
import { entryOf } from './entry.js';
import { SparseRegisters } from './sparse-registers.js';

/**
 * How many different things were seen, without any of them being kept. Up to some 6,000 it is off by a few in ten
 * thousand and takes what they take; above, it takes 64 KiB and its standard error is 0.41 %.
 * Source: Flajolet, Fusy, Gandouet and Meunier, "HyperLogLog", 2007, with the sparse form of Heule, Nunkesser and Hall.
 */
export class HyperLogLog {
  private registers: SparseRegisters | DenseRegisters;

  constructor(registers: SparseRegisters | DenseRegisters = new SparseRegisters()) {
    this.registers = registers;
  }

  /** Counts a thing by the 64 bits of its hash. */
  add(high: number, low: number): void {
    this.addEntry(entryOf(high, low));
  }

  /** Counts what another one counted, as if it had been counted here: exact, and as often as you like. */
  merge(other: HyperLogLog): void {
    if (other.registers instanceof SparseRegisters) {
      for (const entry of other.registers.entries()) this.addEntry(entry);
    } else {
      this.dense().merge(other.registers);
    }
  }

  /** A whole number. */
  estimate(): number {
    return Math.round(this.registers.estimate());
  }

  /** What it is made of, for writing it down. */
  get content(): SparseRegisters | DenseRegisters {
    return this.registers;
  }

  private addEntry(entry: number): void {
    if (this.registers instanceof DenseRegisters) this.registers.add(entry);
    else if (!this.registers.add(entry)) this.dense().add(entry);
  }

  private dense(): DenseRegisters {
    if (this.registers instanceof DenseRegisters) return this.registers;
    const dense = new DenseRegisters();
    for (const entry of this.registers.entries()) dense.add(entry);
    this.registers = dense;
    return dense;
  }
}
