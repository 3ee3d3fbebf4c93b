/**
 * Random ids as 32-bit integers; text is made of them only when somebody asks.
 * The generator is xoshiro128** (Blackman and Vigna): ids have to be unique, not secret.
 */
const state = new Uint32Array(4);

const seed = (): void => {
  // An all-zero state would stay zero for ever.
  do crypto.getRandomValues(state);
  while (state.every((word) => word === 0));
};

const rotateLeft = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

/** A random integer from 0 to 2^32 - 1. */
export const randomUint32 = (): number => {
  if (state[0] === 0 && state[1] === 0 && state[2] === 0 && state[3] === 0) seed();
  const s1 = state[1] as number;
  const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
  const shifted = s1 << 9;
  state[2] = (state[2] as number) ^ (state[0] as number);
  state[3] = (state[3] as number) ^ s1;
  state[1] = s1 ^ (state[2] as number);
  state[0] = (state[0] as number) ^ (state[3] as number);
  state[2] = (state[2] as number) ^ shifted;
  state[3] = rotateLeft(state[3] as number, 11);
  return result;
};

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const hex32 = (word: number): string =>
  `${HEX[word >>> 24]}${HEX[(word >>> 16) & 255]}${HEX[(word >>> 8) & 255]}${HEX[word & 255]}`;

/** 16 lowercase hex digits, never all zero. */
export const newSpanId = (): string => {
  const low = randomUint32();
  return hex32(randomUint32()) + hex32(low === 0 ? 1 : low);
};

/** A random integer of 28 bits, which the engine keeps without a box. */
export const randomUint28 = (): number => randomUint32() >>> 4;

/** 32 lowercase hex digits, never all zero. The last 14 are `high` and `low`, of 28 bits each: what sampling looks at. */
export const newTraceId = (high: number = randomUint28(), low: number = randomUint28()): string => {
  const upper = hex32(randomUint32() || 1) + hex32(randomUint32());
  return upper + hex32((randomUint32() & 0xff000000) | (high >>> 4)) + hex32(((high & 15) << 28) | low);
};
