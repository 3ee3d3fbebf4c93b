import { type Answer, InvalidAnswerError, MAX_BODY_BYTES } from './connection.js';

const MAX_HEAD_BYTES = 16 * 1024;
const END_OF_LINE = '\r\n';
const END_OF_HEAD = '\r\n\r\n';
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})(?: |$)/;
const NOTHING = new Uint8Array(0);

export interface ReadAnswer extends Answer {
  /** Another request may follow on the same connection. */
  readonly staysOpen: boolean;
}

interface Head {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
}

/** What has been read of a body, and where it ends; `end` is -1 where that is not worth waiting for. */
interface Body {
  readonly content: Uint8Array;
  readonly end: number;
}
const UNREAD: Body = { content: NOTHING, end: -1 };

/** Reads one answer to a POST: its head, and its body where that is short. Source: RFC 9112. */
export class AnswerReader {
  private bytes: Buffer = Buffer.alloc(0);
  private head: Head | undefined = undefined;
  /** Whether anything has come at all. */
  hasBegun = false;

  /** The answer, once it is whole. Throws an `InvalidAnswerError`. */
  read(chunk: Buffer): ReadAnswer | undefined {
    this.hasBegun = true;
    this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
    while (this.head === undefined) {
      const end = this.bytes.indexOf(END_OF_HEAD);
      if (end > MAX_HEAD_BYTES || (end < 0 && this.bytes.length > MAX_HEAD_BYTES)) throw new InvalidAnswerError();
      if (end < 0) return undefined;
      const head = readHead(this.bytes.toString('latin1', 0, end));
      this.bytes = this.bytes.subarray(end + END_OF_HEAD.length);
      // What is said before an answer (RFC 9110, section 15.2), but for a change of the protocol.
      if (head.status === 101) throw new InvalidAnswerError();
      if (head.status >= 200) this.head = head;
    }
    const body = readBody(this.head, this.bytes);
    return body && this.answer(this.head, body);
  }

  /** What is known when nothing more comes: the head has said what became of the request. */
  unfinished(): ReadAnswer | undefined {
    return this.head && this.answer(this.head, UNREAD);
  }

  private answer({ status, headers }: Head, { content, end }: Body): ReadAnswer {
    return {
      status,
      retryAfter: headers.get('retry-after'),
      contentType: headers.get('content-type'),
      body: content,
      staysOpen: end === this.bytes.length && !/\bclose\b/i.test(headers.get('connection') ?? ''),
    };
  }
}

const readHead = (text: string): Head => {
  const [first = '', ...lines] = text.split(END_OF_LINE);
  const status = Number(STATUS_LINE.exec(first)?.[1]);
  if (Number.isNaN(status)) throw new InvalidAnswerError();
  const headers = new Map<string, string>();
  // An older protocol closes after each answer.
  if (first.startsWith('HTTP/1.0')) headers.set('connection', 'close');
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { status, headers };
};

/** Undefined while there is more to come. */
const readBody = ({ status, headers }: Head, bytes: Buffer): Body | undefined => {
  if (status === 204 || status === 304) return { content: NOTHING, end: 0 };
  const coding = headers.get('transfer-encoding');
  if (coding !== undefined) return coding.toLowerCase() === 'chunked' ? readChunks(bytes) : UNREAD;
  const length = headers.get('content-length') ?? '';
  // Its end would be that of the connection, or is far away.
  if (!/^\d{1,15}$/.test(length) || Number(length) > MAX_BODY_BYTES) return UNREAD;
  const end = Number(length);
  return bytes.length < end ? undefined : { content: bytes.subarray(0, end), end };
};

/** Source: RFC 9112, section 7.1. */
const readChunks = (bytes: Buffer): Body | undefined => {
  const chunks: Buffer[] = [];
  let at = 0;
  while (at <= MAX_BODY_BYTES) {
    const endOfLine = bytes.indexOf(END_OF_LINE, at);
    if (endOfLine < 0) return bytes.length - at > MAX_HEAD_BYTES ? UNREAD : undefined;
    const line = bytes.toString('latin1', at, endOfLine);
    if (!/^[\da-f]{1,8}\s*(?:;|$)/i.test(line)) throw new InvalidAnswerError();
    const size = Number.parseInt(line, 16);
    if (size === 0) return afterLastChunk(bytes, endOfLine, chunks);
    const begin = endOfLine + END_OF_LINE.length;
    chunks.push(bytes.subarray(begin, begin + size));
    at = begin + size + END_OF_LINE.length;
    if (at > bytes.length) return at > MAX_BODY_BYTES ? UNREAD : undefined;
  }
  return UNREAD;
};

/** Trailers may follow, and an empty line does. */
const afterLastChunk = (bytes: Buffer, endOfLine: number, chunks: readonly Buffer[]): Body | undefined => {
  const end = bytes.indexOf(END_OF_HEAD, endOfLine);
  if (end < 0) return bytes.length - endOfLine > MAX_HEAD_BYTES ? UNREAD : undefined;
  return { content: Buffer.concat(chunks), end: end + END_OF_HEAD.length };
};
