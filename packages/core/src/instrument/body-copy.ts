/** A copy of a body as it passes by, up to a bound; past it, there is none. Most bodies come in one piece. */
export class BodyCopy {
  private readonly maxBytes: number;
  private first: Buffer | undefined = undefined;
  private others: Buffer[] | undefined = undefined;
  private length = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Takes a chunk in; what is neither bytes nor text makes the copy useless. */
  add(chunk: unknown, encoding?: unknown): void {
    if (this.length > this.maxBytes) return;
    const bytes = toBytes(chunk, encoding);
    this.length += bytes?.length ?? Number.POSITIVE_INFINITY;
    if (this.length > this.maxBytes || bytes === undefined) {
      this.first = undefined;
      this.others = undefined;
    } else if (this.first === undefined) this.first = bytes;
    else if (this.others === undefined) this.others = [bytes];
    else this.others.push(bytes);
  }

  /** What has passed; undefined if it was more than the bound. */
  bytes(): Buffer | undefined {
    if (this.length > this.maxBytes) return undefined;
    if (this.first === undefined) return EMPTY;
    return this.others === undefined ? this.first : Buffer.concat([this.first, ...this.others]);
  }
}

const EMPTY = Buffer.alloc(0);

const toBytes = (chunk: unknown, encoding: unknown): Buffer | undefined => {
  if (Buffer.isBuffer(chunk)) return chunk;
  if (typeof chunk === 'string') {
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  }
  return chunk instanceof Uint8Array ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength) : undefined;
};
