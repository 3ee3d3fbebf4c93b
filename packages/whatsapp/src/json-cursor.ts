import {
  BACKSLASH,
  BETWEEN,
  BEYOND_ASCII,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  IN_PLAIN_TEXT,
  isWord,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
} from './json-bytes.js';

/** The rest of a longer text is searched in native code, whose call costs as much as reading so many bytes here. */
const SHORT_TEXT_BYTES = 96;

/**
 * Walks through JSON as bytes, and makes nothing of what it passes. It checks what it reads and not what it skips: the
 * bot's own parser does that. Where the text breaks off, or is not as it has to be, the walk ends and `isBroken` tells.
 */
export class JsonCursor {
  isBroken = false;
  private readonly bytes: Buffer;
  private at = 0;
  /** Of the last text that was passed, without its quotes. */
  private textStart = 0;
  private textEnd = 0;
  /** Neither escapes nor anything but ASCII. */
  private isPlain = true;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Steps into the object that comes; what is none is skipped. */
  enterObject(): boolean {
    return this.enter(OPEN_OBJECT);
  }

  /** Steps into the array that comes; what is none is skipped. */
  enterArray(): boolean {
    return this.enter(OPEN_ARRAY);
  }

  /** Steps to the next key of the object; its value has to be taken before the next. False at the object's end. */
  nextKey(): boolean {
    if (!this.next(CLOSE_OBJECT)) return false;
    if (this.bytes[this.at] !== QUOTE) return this.broken();
    this.passText();
    this.passSpace();
    if (this.bytes[this.at] !== COLON) return this.broken();
    this.at++;
    return true;
  }

  /** Whether the key is this one, in ASCII and without escapes. */
  keyIs(key: Buffer): boolean {
    const { bytes, textStart } = this;
    if (this.textEnd - textStart !== key.length) return false;
    for (let index = 0; index < key.length; index++) if (bytes[textStart + index] !== key[index]) return false;
    return true;
  }

  /** Steps to the next element of the array; it has to be taken before the next. False at the array's end. */
  nextElement(): boolean {
    return this.next(CLOSE_ARRAY);
  }

  /** Takes the value that comes; undefined if it is no text. */
  text(): string | undefined {
    this.passSpace();
    if (this.bytes[this.at] !== QUOTE) {
      this.skip();
      return undefined;
    }
    this.passText();
    if (this.isBroken) return undefined;
    if (this.isPlain) return this.bytes.toString('latin1', this.textStart, this.textEnd);
    try {
      return JSON.parse(this.bytes.toString('utf8', this.textStart - 1, this.textEnd + 1)) as string;
    } catch {
      this.broken();
      return undefined;
    }
  }

  /** Passes the value that comes, with all that is in it. */
  skip(): void {
    this.passSpace();
    const byte = this.bytes[this.at];
    if (byte === QUOTE) this.passText();
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.passNested();
    else this.passWord();
  }

  /** Passes the value that comes, and returns where it is, for `lookBack`. */
  passed(): number {
    const { at } = this;
    this.skip();
    return at;
  }

  /** Reads what was passed, and goes on where it was. */
  lookBack<T>(at: number, read: (json: JsonCursor) => T): T {
    const returnTo = this.at;
    this.at = at;
    const result = read(this);
    this.at = this.isBroken ? this.bytes.length : returnTo;
    return result;
  }

  /** Passes the value that comes, and tells whether it is an object. */
  skipObject(): boolean {
    this.passSpace();
    const isObject = this.bytes[this.at] === OPEN_OBJECT;
    this.skip();
    return isObject;
  }

  /** Nothing may be left but space. */
  finish(): void {
    this.passSpace();
    if (this.at < this.bytes.length) this.broken();
  }

  private enter(open: number): boolean {
    this.passSpace();
    if (this.bytes[this.at] !== open) {
      this.skip();
      return false;
    }
    this.at++;
    return true;
  }

  private next(close: number): boolean {
    this.passSpace();
    if (this.bytes[this.at] === COMMA) {
      this.at++;
      this.passSpace();
    }
    const byte = this.bytes[this.at];
    if (byte === undefined) return this.broken();
    if (byte !== close) return true;
    this.at++;
    return false;
  }

  private passSpace(): void {
    const { bytes } = this;
    while ((bytes[this.at] ?? BEYOND_ASCII) <= SPACE) this.at++;
  }

  /** From its opening quote to behind its closing one. */
  private passText(): void {
    const { bytes } = this;
    const start = this.at + 1;
    const shortEnd = start + SHORT_TEXT_BYTES;
    let at = start;
    while (at < shortEnd && IN_PLAIN_TEXT[bytes[at] as number] === 1) at++;
    this.textStart = start;
    this.isPlain = bytes[at] === QUOTE;
    if (this.isPlain) this.endText(at);
    else this.passOtherText(at);
  }

  /** Text that is long, or has escapes, or more than ASCII. */
  private passOtherText(from: number): void {
    let at = this.bytes.indexOf(QUOTE, from);
    while (at !== -1 && this.isEscaped(at, from)) at = this.bytes.indexOf(QUOTE, at + 1);
    if (at === -1) this.broken();
    else this.endText(at);
  }

  /** By an odd number of backslashes before it, of which there is none before `from`. */
  private isEscaped(quote: number, from: number): boolean {
    let at = quote;
    while (at > from && this.bytes[at - 1] === BACKSLASH) at--;
    return (quote - at) % 2 === 1;
  }

  private endText(quote: number): void {
    this.textEnd = quote;
    this.at = quote + 1;
  }

  private passNested(): void {
    const { bytes } = this;
    let depth = 0;
    do {
      let at = this.at;
      while (BETWEEN[bytes[at] as number] === 1) at++;
      this.at = at;
      const byte = bytes[at];
      if (byte === QUOTE) this.passText();
      else if (byte === undefined) this.broken();
      else {
        depth += byte === OPEN_OBJECT || byte === OPEN_ARRAY ? 1 : -1;
        this.at++;
      }
    } while (depth > 0 && !this.isBroken);
  }

  /** A number, true, false or null. */
  private passWord(): void {
    const start = this.at;
    for (let byte = this.bytes[this.at]; byte !== undefined && isWord(byte); byte = this.bytes[this.at]) this.at++;
    if (this.at === start) this.broken();
  }

  private broken(): false {
    this.isBroken = true;
    this.at = this.bytes.length;
    return false;
  }
}
