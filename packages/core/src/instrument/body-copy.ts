/** A copy of a body as it passes by, up to a bound; past it, there is none. */
export class BodyCopy {
  private readonly maxBytes: number;
  private chunks: Buffer[] = [];
  private length = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Takes a chunk in; what is neither bytes nor text makes the copy useless. */
  add(chunk: unknown, encoding?: unknown): void {
    if (this.length > this.maxBytes) return;
    const bytes = toBytes(chunk, encoding);
    this.length += bytes?.length ?? Number.POSITIVE_INFINITY;
    if (this.length > this.maxBytes || bytes === undefined) this.chunks = [];
    else this.chunks.push(bytes);
  }

  /** What has passed; undefined if it was more than the bound. */
  bytes(): Buffer | undefined {
    if (this.length > this.maxBytes) return undefined;
    return this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks);
  }
}

const toBytes = (chunk: unknown, encoding: unknown): Buffer | undefined => {
  if (typeof chunk === 'string') {
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  }
  if (Buffer.isBuffer(chunk)) return chunk;
  return chunk instanceof Uint8Array ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength) : undefined;
};
