import type { SqlDialect } from './dialect.js';

/** `value`: a literal. `placeholder`: where a value goes, such as `$1`. `name`: an identifier in quotes. */
export type TokenKind = 'word' | 'name' | 'value' | 'placeholder' | 'symbol';

const QUOTE = 39;
const DOUBLE_QUOTE = 34;
const BACKQUOTE = 96;
const BACKSLASH = 92;
const DOLLAR = 36;
const HYPHEN = 45;
const SLASH = 47;
const ASTERISK = 42;
const HASH = 35;
const COLON = 58;
const DOT = 46;
const QUESTION = 63;
const AT = 64;

/** Before a string: bits, hexadecimal digits, national characters, escapes. */
const STRING_PREFIX = /^(?:[bexn]|u&)$/i;

/**
 * Reads a statement token by token, each character once. Whatever it is given, it comes to the end of it; what is not
 * closed goes on until there.
 */
export class SqlTokenizer {
  kind: TokenKind = 'symbol';
  /** White space or a comment was before the token. */
  spaced = false;
  private start = 0;
  private position = 0;
  private readonly sql: string;
  private readonly dialect: SqlDialect;

  constructor(sql: string, dialect: SqlDialect) {
    this.sql = sql;
    this.dialect = dialect;
  }

  /** As it was written; of a value, that is what nobody may see. */
  get text(): string {
    return this.sql.slice(this.start, this.position);
  }

  /** Goes on to the next token; false at the end. */
  next(): boolean {
    const before = this.position;
    this.skipGaps();
    this.spaced = this.position > before;
    this.start = this.position;
    if (this.position >= this.sql.length) return false;
    this.kind = this.read(this.code(0));
    return true;
  }

  private read(code: number): TokenKind {
    if (code === QUOTE) return this.readQuoted(QUOTE, this.dialect.backslashEscapes, 'value');
    if (code === DOUBLE_QUOTE) return this.readDoubleQuoted();
    if (code === BACKQUOTE) return this.readQuoted(BACKQUOTE, false, 'name');
    if (isDigit(code) || (code === DOT && isDigit(this.code(1)))) return this.readNumber();
    if (isWordStart(code)) return this.readWord();
    if (code === DOLLAR) return this.readDollar();
    if (code === COLON && isWordStart(this.code(1))) return this.readPlaceholder();
    this.position++;
    if (code !== COLON) return code === QUESTION ? 'placeholder' : 'symbol';
    // A cast (`::text`) is no placeholder.
    if (this.code(0) === COLON) this.position++;
    return 'symbol';
  }

  private readDoubleQuoted(): TokenKind {
    const { quotedNames, backslashEscapes } = this.dialect;
    return quotedNames
      ? this.readQuoted(DOUBLE_QUOTE, false, 'name')
      : this.readQuoted(DOUBLE_QUOTE, backslashEscapes, 'value');
  }

  /** A quote that is doubled is two tokens in a row of which the second is a part of the first. */
  private readQuoted(quote: number, escapes: boolean, kind: TokenKind): TokenKind {
    const { sql } = this;
    let at = this.position + 1;
    for (; at < sql.length; at++) {
      const code = sql.charCodeAt(at);
      if (escapes && code === BACKSLASH) at++;
      else if (code === quote) {
        if (sql.charCodeAt(at + 1) !== quote) break;
        at++;
      }
    }
    this.position = Math.min(at + 1, sql.length);
    return kind;
  }

  private readNumber(): TokenKind {
    const isHexadecimal = this.code(0) === 48 && (this.code(1) | 32) === 120;
    for (; isWordPart(this.code(0)) || this.code(0) === DOT; this.position++) {
      const isExponent = !isHexadecimal && (this.code(0) | 32) === 101;
      if (isExponent && isSign(this.code(1)) && isDigit(this.code(2))) this.position++;
    }
    return 'value';
  }

  private readWord(): TokenKind {
    while (isWordPart(this.code(0))) this.position++;
    const isUnicode = this.code(0) === 38 && this.position === this.start + 1;
    const length = this.position - this.start + (isUnicode ? 1 : 0);
    const quote = this.sql.charCodeAt(this.start + length);
    const opensString = quote === QUOTE || (isUnicode && quote === DOUBLE_QUOTE);
    if (length > 2 || !opensString) return 'word';
    const prefix = this.sql.slice(this.start, this.start + length);
    if (!STRING_PREFIX.test(prefix)) return 'word';
    this.position = this.start + length;
    if (quote === DOUBLE_QUOTE) return this.readDoubleQuoted();
    return this.readQuoted(QUOTE, this.dialect.backslashEscapes || prefix === 'e' || prefix === 'E', 'value');
  }

  private readDollar(): TokenKind {
    if (isDigit(this.code(1))) {
      this.position++;
      while (isDigit(this.code(0))) this.position++;
      return 'placeholder';
    }
    if (!this.dialect.dollarQuotes) return this.readPlaceholder();
    let at = this.position + 1;
    while (isWordPart(this.sql.charCodeAt(at)) && this.sql.charCodeAt(at) !== DOLLAR) at++;
    if (this.sql.charCodeAt(at) !== DOLLAR) {
      this.position++;
      return 'symbol';
    }
    const tag = this.sql.slice(this.position, at + 1);
    const end = this.sql.indexOf(tag, at + 1);
    this.position = end < 0 ? this.sql.length : end + tag.length;
    return 'value';
  }

  private readPlaceholder(): TokenKind {
    this.position++;
    while (isWordPart(this.code(0))) this.position++;
    return 'placeholder';
  }

  private skipGaps(): void {
    for (;;) {
      const code = this.code(0);
      if (code <= 32) this.position++;
      else if (code === HYPHEN && this.code(1) === HYPHEN && this.opensComment(this.code(2))) this.skipLine();
      else if (code === HASH && this.dialect.hashComments) this.skipLine();
      else if (code === SLASH && this.code(1) === ASTERISK) this.skipComment();
      else return;
    }
  }

  private opensComment(after: number): boolean {
    return !this.dialect.hashComments || after <= 32 || Number.isNaN(after);
  }

  private skipLine(): void {
    const end = this.sql.indexOf('\n', this.position);
    this.position = end < 0 ? this.sql.length : end + 1;
  }

  private skipComment(): void {
    let depth = 0;
    while (this.position < this.sql.length) {
      const isPair = this.code(0) === SLASH ? this.code(1) === ASTERISK : this.code(1) === SLASH;
      if (isPair && this.code(0) === SLASH && (depth === 0 || this.dialect.nestedComments)) depth++;
      else if (isPair && this.code(0) === ASTERISK) depth--;
      else {
        this.position++;
        continue;
      }
      this.position += 2;
      if (depth === 0) return;
    }
  }

  /** NaN beyond the end, which is like nothing. */
  private code(ahead: number): number {
    return this.sql.charCodeAt(this.position + ahead);
  }
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isSign = (code: number): boolean => code === 43 || code === HYPHEN;
const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122;
const isWordStart = (code: number): boolean =>
  isLetter(code) || code === 95 || code === AT || code === HASH || code > 127;
const isWordPart = (code: number): boolean => isWordStart(code) || isDigit(code) || code === DOLLAR;
