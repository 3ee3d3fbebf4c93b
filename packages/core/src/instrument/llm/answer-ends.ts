/** The beginning has the model, and of some streams the tokens of the input. */
const HEAD_BYTES = 4 * 1024;
/** The end has the usage; most answers that do not stream are no longer. */
const TAIL_BYTES = 64 * 1024;

/** The beginning and the end of an answer as it passes by, however long it is. */
export class AnswerEnds {
  private readonly head: Buffer[] = [];
  private headBytes = 0;
  private readonly tail: Buffer[] = [];
  private tailBytes = 0;
  private isWhole = true;

  add(chunk: Buffer): void {
    if (this.headBytes < HEAD_BYTES) {
      this.head.push(chunk.subarray(0, HEAD_BYTES));
      this.headBytes += chunk.length;
    }
    this.tail.push(chunk);
    this.tailBytes += chunk.length;
    while (this.tailBytes - (this.tail[0]?.length ?? 0) >= TAIL_BYTES) {
      this.tailBytes -= this.tail.shift()?.length ?? 0;
      this.isWhole = false;
    }
  }

  /** All of it; undefined if it was too long. */
  whole(): Buffer | undefined {
    return this.isWhole ? Buffer.concat(this.tail) : undefined;
  }

  /** The beginning, a gap if there is one, and the end. */
  text(): string {
    const parts = this.isWhole ? this.tail : [...this.head, GAP, ...this.tail];
    return Buffer.concat(parts).toString('latin1');
  }
}

const GAP = Buffer.from('\n');
