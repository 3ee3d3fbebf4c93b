const HEAD_END = '\r\n\r\n';
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)\r\n/i;
/** `HTTP/1.1 200`: where the three digits stand. */
const STATUS_AT = 9;

const statusIn = (bytes: Uint8Array): number =>
  ((bytes[STATUS_AT] ?? 0) - 48) * 100 + ((bytes[STATUS_AT + 1] ?? 0) - 48) * 10 + ((bytes[STATUS_AT + 2] ?? 0) - 48);

/** Reads the responses of one connection that has one request on its way at a time. */
export class ResponseParser {
  private held = '';
  private usualLength = -1;
  private usualStatus = -1;

  /**
   * Takes a piece of a response; its status once it is complete, undefined until then.
   * @throws Error for a response without a length
   */
  push(bytes: Uint8Array): number | undefined {
    // A server answers one route alike: in one piece, of one length. Reading the head each time would cost more than
    // the server's whole work in the fastest variants.
    if (this.held === '' && bytes.length === this.usualLength && statusIn(bytes) === this.usualStatus) {
      return this.usualStatus;
    }
    this.held += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    return this.complete();
  }

  private complete(): number | undefined {
    const headLength = this.held.indexOf(HEAD_END) + HEAD_END.length;
    if (headLength < HEAD_END.length) return undefined;
    const length = CONTENT_LENGTH.exec(this.held.slice(0, headLength))?.[1];
    if (length === undefined) throw new Error('the response has no Content-Length');
    const total = headLength + Number(length);
    if (this.held.length < total) return undefined;
    if (this.held.length > total) throw new Error('the response is longer than its Content-Length');
    this.usualStatus = statusIn(Buffer.from(this.held.slice(0, STATUS_AT + 3), 'latin1'));
    this.usualLength = total;
    this.held = '';
    return this.usualStatus;
  }
}
