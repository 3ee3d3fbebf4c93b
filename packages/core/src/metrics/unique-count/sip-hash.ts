export const KEY_BYTES = 16;

/**
 * SipHash-2-4 of a text's UTF-16 code units, low byte first: a keyed hash for short texts, from which nobody without
 * the key gets the text back. Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012.
 */
export class SipHash {
  /** Of the text hashed last, as 32-bit words. Kept here, so that hashing allocates nothing. */
  low = 0;
  high = 0;
  private readonly key: Int32Array;
  /** v0 to v3, each as its low and its high word. */
  private readonly state = new Int32Array(8);

  /** @param key 16 bytes */
  constructor(key: Uint8Array) {
    const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
    this.key = Int32Array.from({ length: 4 }, (_, word) => view.getInt32(word * 4, true));
  }

  /** Leaves the hash of `text` in `low` and `high`. */
  hash(text: string): void {
    const { state: v, key } = this;
    for (let word = 0; word < 8; word++) v[word] = (key[word & 3] as number) ^ (CONSTANTS[word] as number);
    const { length } = text;
    let position = 0;
    for (; position + 4 <= length; position += 4) {
      compress(v, twoUnits(text, position), twoUnits(text, position + 2));
    }
    const rest = length - position;
    const low = rest >= 2 ? twoUnits(text, position) : rest === 1 ? text.charCodeAt(position) : 0;
    const high = rest === 3 ? text.charCodeAt(position + 2) : 0;
    // The last byte is the length in bytes, modulo 256.
    compress(v, low, high | ((length * 2) << 24));
    finish(v);
    this.low = fold(v, 0);
    this.high = fold(v, 1);
  }
}

/** "somepseudorandomlygeneratedbytes", as the paper has it, in the order of the state. */
const CONSTANTS = Int32Array.of(
  0x70736575,
  0x736f6d65,
  0x6e646f6d,
  0x646f7261,
  0x6e657261,
  0x6c796765,
  0x79746573,
  0x74656462,
);

const twoUnits = (text: string, position: number): number =>
  text.charCodeAt(position) | (text.charCodeAt(position + 1) << 16);

const compress = (v: Int32Array, low: number, high: number): void => {
  (v[6] as number) ^= low;
  (v[7] as number) ^= high;
  round(v);
  round(v);
  (v[0] as number) ^= low;
  (v[1] as number) ^= high;
};

const finish = (v: Int32Array): void => {
  (v[4] as number) ^= 0xff;
  round(v);
  round(v);
  round(v);
  round(v);
};

const fold = (v: Int32Array, word: number): number =>
  ((v[word] as number) ^ (v[word + 2] as number) ^ (v[word + 4] as number) ^ (v[word + 6] as number)) >>> 0;

/** SipRound, on eight words. */
const round = (v: Int32Array): void => {
  add(v, 0, 2);
  rotate(v, 2, 13);
  xor(v, 2, 0);
  swap(v, 0);
  add(v, 4, 6);
  rotate(v, 6, 16);
  xor(v, 6, 4);
  add(v, 0, 6);
  rotate(v, 6, 21);
  xor(v, 6, 0);
  add(v, 4, 2);
  rotate(v, 2, 17);
  xor(v, 2, 4);
  swap(v, 4);
};

/** Adds 64 bits: the carry of the low words goes to the high ones. */
const add = (v: Int32Array, to: number, from: number): void => {
  const low = ((v[to] as number) >>> 0) + ((v[from] as number) >>> 0);
  v[to] = low;
  v[to + 1] = (v[to + 1] as number) + (v[from + 1] as number) + (low > 0xffffffff ? 1 : 0);
};

/** Rotates 64 bits to the left by fewer than 32. */
const rotate = (v: Int32Array, at: number, bits: number): void => {
  const low = v[at] as number;
  const high = v[at + 1] as number;
  v[at] = (low << bits) | (high >>> (32 - bits));
  v[at + 1] = (high << bits) | (low >>> (32 - bits));
};

const xor = (v: Int32Array, to: number, from: number): void => {
  (v[to] as number) ^= v[from] as number;
  (v[to + 1] as number) ^= v[from + 1] as number;
};

/** Rotates 64 bits by 32. */
const swap = (v: Int32Array, at: number): void => {
  const low = v[at] as number;
  v[at] = v[at + 1] as number;
  v[at + 1] = low;
};
