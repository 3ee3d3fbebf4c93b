const HEAD_END = '\r\n\r\n';
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)\r\n/i;
const STATUS = /^HTTP\/1\.1 (\d{3}) /;

/** Reads the responses of one connection that has one request on its way at a time. */
export class ResponseParser {
  private held = '';
  private lastWhole: Buffer | undefined;
  private lastStatus = 0;

  /**
   * Takes a piece of a response; its status once it is complete, undefined until then.
   * @throws Error for a response without a length
   */
  push(bytes: Uint8Array): number | undefined {
    // A server answers one route alike, until the second changes in its Date. Reading every head would cost more than
    // the fastest servers' own work.
    if (this.held === '' && this.lastWhole?.equals(bytes)) return this.lastStatus;
    this.held += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    return this.complete();
  }

  private complete(): number | undefined {
    const headLength = this.held.indexOf(HEAD_END) + HEAD_END.length;
    if (headLength < HEAD_END.length) return undefined;
    const head = this.held.slice(0, headLength);
    const length = CONTENT_LENGTH.exec(head)?.[1];
    if (length === undefined) throw new Error('the response has no Content-Length');
    const total = headLength + Number(length);
    if (this.held.length < total) return undefined;
    if (this.held.length > total) throw new Error('the response is longer than its Content-Length');
    this.lastWhole = Buffer.from(this.held, 'latin1');
    this.lastStatus = Number(STATUS.exec(head)?.[1]);
    this.held = '';
    return this.lastStatus;
  }
}
