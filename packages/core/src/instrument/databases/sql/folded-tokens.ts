import type { TokenKind } from './tokenizer.js';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly spaced: boolean;
}

/** Where a group in parentheses begins and ends, both included. */
interface Group {
  readonly start: number;
  readonly end: number;
}

const VALUE = '?';

/**
 * The tokens of a statement without its literals. As they come, a list of values becomes one value, and rows that are
 * alike become the first of them: `(1, 2), (3, 4)` is `(?)`.
 */
export class FoldedTokens {
  readonly all: Token[] = [];
  /** Of the text that they make. */
  length = 0;
  private readonly opened: number[] = [];
  /** The last group that was closed, at each depth. */
  private readonly closed: (Group | undefined)[] = [];

  add({ kind, text, spaced }: Token): void {
    if (kind === 'value' || this.isTruth(kind, text)) this.addValue({ kind: 'value', text: VALUE, spaced });
    else if (kind === 'placeholder') this.addValue({ kind, text, spaced });
    else if (text === '(') this.open(spaced);
    else if (text === ')') this.close(spaced);
    else this.push({ kind, text, spaced });
  }

  toString(): string {
    let text = '';
    for (const each of this.all) text += each.spaced && text !== '' ? ` ${each.text}` : each.text;
    return text;
  }

  /** `true` as a literal; `IS TRUE` is an operator. */
  private isTruth(kind: TokenKind, text: string): boolean {
    return kind === 'word' && /^(?:true|false)$/i.test(text) && !/^(?:is|not)$/i.test(this.all.at(-1)?.text ?? '');
  }

  private addValue(token: Token): void {
    const sign = this.takeSign();
    const before = this.all.at(-2);
    if (this.all.at(-1)?.text !== ',' || !isValue(before)) {
      this.push(sign === undefined ? token : { ...token, spaced: sign.spaced });
      return;
    }
    this.truncate(this.all.length - 2);
    this.push({ kind: 'value', text: VALUE, spaced: before.spaced });
  }

  /** A sign that belongs to a number, since nothing is before it that it could add to. */
  private takeSign(): Token | undefined {
    const sign = this.all.at(-1);
    if (sign?.text !== '-' && sign?.text !== '+') return undefined;
    if (!/^[(,=<>[]$/.test(this.all.at(-2)?.text ?? '')) return undefined;
    this.truncate(this.all.length - 1);
    return sign;
  }

  private open(spaced: boolean): void {
    this.opened.push(this.all.length);
    this.closed.length = this.opened.length + 1;
    this.push({ kind: 'symbol', text: '(', spaced });
  }

  private close(spaced: boolean): void {
    const depth = this.opened.length;
    const start = this.opened.pop();
    this.push({ kind: 'symbol', text: ')', spaced });
    if (start === undefined) return;
    const previous = this.closed[depth];
    const group = { start, end: this.all.length - 1 };
    if (previous !== undefined && this.repeats(previous, group)) this.truncate(start - 1);
    else this.closed[depth] = group;
    this.closed.length = depth + 1;
  }

  /** Whether a group is the one before it once more, with a comma between. */
  private repeats(previous: Group, { start, end }: Group): boolean {
    if (previous.end !== start - 2 || this.all[start - 1]?.text !== ',') return false;
    if (end - start !== previous.end - previous.start) return false;
    for (let offset = 0; offset <= end - start; offset++) {
      const [token, other] = [this.all[start + offset] as Token, this.all[previous.start + offset] as Token];
      if (token.text !== other.text && !(isValue(token) && isValue(other))) return false;
    }
    return true;
  }

  private push(token: Token): void {
    this.all.push(token);
    this.length += token.text.length + (token.spaced ? 1 : 0);
  }

  private truncate(count: number): void {
    for (const { text, spaced } of this.all.splice(count)) this.length -= text.length + (spaced ? 1 : 0);
  }
}

const isValue = (token: Token | undefined): token is Token => token?.kind === 'value' || token?.kind === 'placeholder';
