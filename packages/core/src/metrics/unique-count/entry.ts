/**
 * What is left of a user: an index of 25 bits, and above how many zeros the hash goes on behind it. Both the sparse
 * and the dense registers are made of it, so that a sparse one becomes dense without a loss.
 * Source: Heule, Nunkesser and Hall, "HyperLogLog in Practice", 2013, section 5.3.
 */
export const INDEX_BITS = 25;
const RANK_BITS = 6;
const INDEX_MASK = 2 ** INDEX_BITS - 1;
const RANK_MASK = 2 ** RANK_BITS - 1;
const BITS_BEHIND_INDEX = 64 - INDEX_BITS;
const HIGH_BITS_BEHIND_INDEX = 32 - INDEX_BITS;

/** 2^16 registers: a standard error of 1.04 / 2^8, which is 0.41 %. */
export const PRECISION = 16;
const BITS_BETWEEN = INDEX_BITS - PRECISION;
/** A register that saw nothing but zeros behind its index. */
export const HIGHEST_RANK = 64 - PRECISION + 1;

/** The entry of a hash of 64 bits; never 0. */
export const entryOf = (high: number, low: number): number => {
  const index = high >>> HIGH_BITS_BEHIND_INDEX;
  const behind = (high << INDEX_BITS) >>> 0;
  const zeros = behind === 0 ? HIGH_BITS_BEHIND_INDEX + Math.clz32(low) : Math.clz32(behind);
  return index * 2 ** RANK_BITS + zeros + 1;
};

export const indexOf = (entry: number): number => (entry >>> RANK_BITS) & INDEX_MASK;

export const isEntry = (entry: number): boolean => {
  const rank = entry & RANK_MASK;
  return entry >>> (INDEX_BITS + RANK_BITS) === 0 && rank >= 1 && rank <= BITS_BEHIND_INDEX + 1;
};

/** Which of the dense registers an entry belongs to. */
export const registerOf = (entry: number): number => indexOf(entry) >>> BITS_BETWEEN;

/** The rank that the entry has there: the bits that are index here are part of the zeros there. */
export const rankOf = (entry: number): number => {
  const between = (indexOf(entry) << (32 - BITS_BETWEEN)) >>> 0;
  return between === 0 ? BITS_BETWEEN + (entry & RANK_MASK) : Math.clz32(between) + 1;
};
