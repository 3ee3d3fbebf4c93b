import { INDEX_BITS, indexOf } from './entry.js';

const FIRST_CAPACITY = 16;
/** Then its table is half of what dense registers take, and the next one would be as large. */
const LAST_CAPACITY = 8_192;
const INDEXES = 2 ** INDEX_BITS;

/** What few users leave behind: a table of entries, of which each index has the largest alone. */
export class SparseRegisters {
  /** Open addressing, 0 where nothing is: no entry is 0. */
  private table = new Uint32Array(FIRST_CAPACITY);
  private used = 0;

  /** False when there is no more room: it belongs into dense registers then. */
  add(entry: number): boolean {
    const slot = this.slotOf(entry);
    const there = this.table[slot] as number;
    if (there !== 0) {
      if (entry > there) this.table[slot] = entry;
      return true;
    }
    // A table that is three quarters full looks up slowly.
    if (this.used >= this.table.length * 0.75) return this.grow() && this.add(entry);
    this.table[slot] = entry;
    this.used++;
    return true;
  }

  /** Linear counting: with 2^25 indexes, a few users in ten thousand share one. */
  estimate(): number {
    return -INDEXES * Math.log1p(-this.used / INDEXES);
  }

  get size(): number {
    return this.used;
  }

  *entries(): Iterable<number> {
    for (const entry of this.table) if (entry !== 0) yield entry;
  }

  private slotOf(entry: number): number {
    const { table } = this;
    const mask = table.length - 1;
    // An index is a part of a hash already.
    let slot = indexOf(entry) & mask;
    while (table[slot] !== 0 && indexOf(table[slot] as number) !== indexOf(entry)) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): boolean {
    if (this.table.length >= LAST_CAPACITY) return false;
    const entries = [...this.entries()];
    this.table = new Uint32Array(this.table.length * 2);
    for (const entry of entries) this.table[this.slotOf(entry)] = entry;
    return true;
  }
}
