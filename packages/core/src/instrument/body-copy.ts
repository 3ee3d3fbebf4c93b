/** A copy of a body as it passes by, up to a bound; past it, there is none. Most bodies come in one piece. */
export class BodyCopy {
  private readonly maxBytes: number;
  private first: Chunk | undefined = undefined;
  private others: Chunk[] | undefined = undefined;
  private length = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Takes a chunk in; what is neither bytes nor text makes the copy useless. */
  add(chunk: unknown, encoding?: unknown): void {
    if (this.length > this.maxBytes) return;
    const taken = asChunk(chunk, encoding);
    this.length += taken?.length ?? Number.POSITIVE_INFINITY;
    if (this.length > this.maxBytes || taken === undefined) {
      this.first = undefined;
      this.others = undefined;
    } else if (this.first === undefined) this.first = taken;
    else if (this.others === undefined) this.others = [taken];
    else this.others.push(taken);
  }

  /** What has passed; undefined if it was more than the bound. */
  bytes(): Buffer | undefined {
    if (this.length > this.maxBytes) return undefined;
    if (this.first === undefined) return EMPTY;
    const first = toBytes(this.first);
    return this.others === undefined ? first : Buffer.concat([first, ...this.others.map(toBytes)]);
  }
}

const EMPTY = Buffer.alloc(0);

/** Bytes as they came, and text that needs no encoding of its own: what is made of them can wait. */
type Chunk = Uint8Array | string;

const asChunk = (chunk: unknown, encoding: unknown): Chunk | undefined => {
  if (chunk instanceof Uint8Array) return chunk;
  if (typeof chunk !== 'string') return undefined;
  return typeof encoding === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : chunk;
};

const toBytes = (chunk: Chunk): Buffer => {
  if (Buffer.isBuffer(chunk)) return chunk;
  if (typeof chunk === 'string') return Buffer.from(chunk, 'utf8');
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
};
