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

/** 32 lowercase hex digits, never all zero. */
export const newTraceId = (): string => hex32(randomUint32()) + hex32(randomUint32()) + newSpanId();
