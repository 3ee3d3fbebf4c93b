/** Reads one value of MessagePack, in which Datadog's agents are sent spans; integers beyond 2^53 as texts. */
export const readMsgpack = (bytes: Buffer): unknown => new Reader(bytes).value();

class Reader {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  value(): unknown {
    const type = this.unsigned(1);
    if (type < 0x80) return type;
    if (type < 0x90) return this.map(type & 15);
    if (type < 0xa0) return this.list(type & 15);
    if (type < 0xc0) return this.text(type & 31);
    if (type >= 0xe0) return type - 256;
    const read = this.readers[type];
    if (read === undefined) throw new Error(`no type of MessagePack: ${type}`);
    return read();
  }

  private readonly readers: Readonly<Record<number, () => unknown>> = {
    192: () => null,
    194: () => false,
    195: () => true,
    196: () => this.take(this.unsigned(1)),
    197: () => this.take(this.unsigned(2)),
    198: () => this.take(this.unsigned(4)),
    202: () => this.take(4).readFloatBE(),
    203: () => this.take(8).readDoubleBE(),
    204: () => this.unsigned(1),
    205: () => this.unsigned(2),
    206: () => this.unsigned(4),
    207: () => String(this.take(8).readBigUInt64BE()),
    208: () => this.take(1).readInt8(),
    209: () => this.take(2).readInt16BE(),
    210: () => this.take(4).readInt32BE(),
    211: () => String(this.take(8).readBigInt64BE()),
    217: () => this.text(this.unsigned(1)),
    218: () => this.text(this.unsigned(2)),
    219: () => this.text(this.unsigned(4)),
    220: () => this.list(this.unsigned(2)),
    221: () => this.list(this.unsigned(4)),
    222: () => this.map(this.unsigned(2)),
    223: () => this.map(this.unsigned(4)),
  };

  private take(length: number): Buffer {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  private unsigned(length: number): number {
    return this.take(length).readUIntBE(0, length);
  }

  private text(length: number): string {
    return this.take(length).toString();
  }

  private list(length: number): readonly unknown[] {
    return Array.from({ length }, () => this.value());
  }

  private map(length: number): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Array.from({ length }, () => [String(this.value()), this.value()]));
  }
}
