/** Source: Protocol Buffers, "Encoding". */
export const WireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const TWO_32 = 0x1_0000_0000;
/** Up to here an integer is written by arithmetic alone. */
const EXACT = 2 ** 53;
/** A longer text is quicker to write by the engine. */
const SHORT_TEXT = 48;
/** What a unit of UTF-16 takes at most. */
const BYTES_PER_UNIT = 3;

const double = new Float64Array(1);
const doubleBytes = new Uint8Array(double.buffer);

/**
 * Writes one message from its beginning to its end, once: a message within has its length written in front of it when
 * it ends, in as many bytes as `begin` was told to leave, or is moved on where they do not do.
 */
export class ProtobufWriter {
  length = 0;
  private bytes: Buffer;

  constructor(expectedBytes: number) {
    this.bytes = Buffer.allocUnsafeSlow(Math.max(64, expectedBytes));
  }

  /** What was written, not copied. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** A message within: what is written up to `end` is its content. `lengthBytes`: what its length will take. */
  begin(field: number, lengthBytes: number): number {
    this.room(8);
    this.tag(field, WireType.bytes);
    this.length += lengthBytes;
    return this.length;
  }

  end(start: number, lengthBytes: number): void {
    const size = this.length - start;
    const needed = varintSize(size);
    if (needed !== lengthBytes) {
      this.room(needed);
      this.bytes.copyWithin(start + needed - lengthBytes, start, this.length);
      this.length += needed - lengthBytes;
    }
    this.varintAt(start - lengthBytes, size);
  }

  text(field: number, text: string): void {
    this.room(8 + BYTES_PER_UNIT * text.length);
    this.tag(field, WireType.bytes);
    if (text.length <= SHORT_TEXT && this.ascii(text)) return;
    const start = this.length + varintSize(BYTES_PER_UNIT * text.length);
    const size = this.bytes.write(text, start, 'utf8');
    const lengthBytes = varintSize(size);
    if (this.length + lengthBytes !== start) this.bytes.copyWithin(this.length + lengthBytes, start, start + size);
    this.varintAt(this.length, size);
    this.length += lengthBytes + size;
  }

  /** Bytes given as hexadecimal digits, two each, and no more than 127 of them: ids. */
  hex(field: number, digits: string): void {
    const size = digits.length >> 1;
    this.room(8 + size);
    this.tag(field, WireType.bytes);
    this.byte(size);
    const { bytes } = this;
    let { length } = this;
    for (let index = 0; index < digits.length; index += 2) {
      bytes[length++] = (hexValue(digits.charCodeAt(index)) << 4) | hexValue(digits.charCodeAt(index + 1));
    }
    this.length = length;
  }

  /** An integer that is not negative, up to 2^53. */
  unsigned(field: number, value: number): void {
    this.room(16);
    this.tag(field, WireType.varint);
    this.varint(value);
  }

  /** Any integer that 64 bits hold; negative ones as two's complement. */
  integer(field: number, value: number): void {
    if (value >= 0 && value < EXACT) {
      this.unsigned(field, value);
      return;
    }
    this.room(16);
    this.tag(field, WireType.varint);
    this.wideVarint(BigInt.asUintN(64, BigInt(value)));
  }

  /** An integer of 32 bits whose sign is its last bit. */
  zigzag(field: number, value: number): void {
    this.unsigned(field, ((value << 1) ^ (value >> 31)) >>> 0);
  }

  fixed32(field: number, value: number): void {
    this.room(8);
    this.tag(field, WireType.fixed32);
    this.word(value);
  }

  /** An integer that is not negative, up to 2^53, in eight bytes. */
  fixed64(field: number, value: number): void {
    this.room(16);
    this.tag(field, WireType.fixed64);
    this.wideWord(value);
  }

  /** Seconds and nanoseconds as nanoseconds, which are more than a number holds. */
  nanoseconds(field: number, [seconds, nanoseconds]: readonly [number, number]): void {
    this.room(16);
    this.tag(field, WireType.fixed64);
    const upper = Math.floor(seconds / 0x1_0000) * 1e9;
    const lower = (seconds % 0x1_0000) * 1e9 + nanoseconds;
    const low = (upper % 0x1_0000) * 0x1_0000 + (lower % TWO_32);
    this.word(low);
    this.word(Math.floor(upper / 0x1_0000) + Math.floor(lower / TWO_32) + Math.floor(low / TWO_32));
  }

  double(field: number, value: number): void {
    this.room(16);
    this.tag(field, WireType.fixed64);
    this.wideFloat(value);
  }

  /** Many of them in one field. */
  packedFixed64(field: number, values: readonly number[]): void {
    this.packed(field, 8 * values.length);
    for (const value of values) this.wideWord(value);
  }

  packedDoubles(field: number, values: readonly number[]): void {
    this.packed(field, 8 * values.length);
    for (const value of values) this.wideFloat(value);
  }

  packedUnsigned(field: number, values: readonly number[]): void {
    this.packed(
      field,
      values.reduce((sum, value) => sum + varintSize(value), 0),
    );
    for (const value of values) this.varint(value);
  }

  private packed(field: number, size: number): void {
    this.room(16 + size);
    this.tag(field, WireType.bytes);
    this.varint(size);
  }

  private room(needed: number): void {
    if (this.length + needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.length + needed));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  /** Fields from 16 on take two bytes. */
  private tag(field: number, wireType: number): void {
    this.varint((field << 3) | wireType);
  }

  private byte(value: number): void {
    this.bytes[this.length++] = value;
  }

  /** False, and nothing is written, where a letter takes more than one byte. */
  private ascii(text: string): boolean {
    const { bytes, length } = this;
    bytes[length] = text.length;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return false;
      bytes[length + 1 + index] = code;
    }
    this.length = length + 1 + text.length;
    return true;
  }

  private varint(value: number): void {
    let left = value;
    while (left >= 0x80) {
      this.byte((left % 0x80) | 0x80);
      left = left < TWO_32 ? left >>> 7 : Math.floor(left / 0x80);
    }
    this.byte(left);
  }

  private wideVarint(value: bigint): void {
    let left = value;
    while (left >= 0x80n) {
      this.byte(Number(left & 0x7fn) | 0x80);
      left >>= 7n;
    }
    this.byte(Number(left));
  }

  private varintAt(place: number, value: number): void {
    let at = place;
    let left = value;
    while (left >= 0x80) {
      this.bytes[at++] = (left & 0x7f) | 0x80;
      left >>>= 7;
    }
    this.bytes[at] = left;
  }

  private word(value: number): void {
    const { bytes, length } = this;
    bytes[length] = value;
    bytes[length + 1] = value >>> 8;
    bytes[length + 2] = value >>> 16;
    bytes[length + 3] = value >>> 24;
    this.length = length + 4;
  }

  private wideWord(value: number): void {
    this.word(value);
    this.word(Math.floor(value / TWO_32));
  }

  private wideFloat(value: number): void {
    double[0] = value;
    this.bytes.set(doubleBytes, this.length);
    this.length += 8;
  }
}

const varintSize = (value: number): number => {
  let size = 1;
  for (let left = value; left >= 0x80; left = Math.floor(left / 0x80)) size++;
  return size;
};

/** Of `0` to `9`, `a` to `f` and `A` to `F`: letters have their place in the alphabet in the last four bits. */
const hexValue = (code: number): number => (code & 0xf) + (code > 0x39 ? 9 : 0);
