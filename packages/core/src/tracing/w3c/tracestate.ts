const MAX_MEMBERS = 32;
/** What is to be passed on at least; beyond it, members are left out. */
const MAX_PASSED_ON = 512;
/** Members longer than this are the first to be left out. */
const LONG_MEMBER = 128;
/** 32 members of the longest key and value, with white space around each. */
const MAX_TEXT = 32_768;

const SIMPLE_KEY = /^[a-z][a-z0-9_*/-]{0,255}$/;
const MULTI_TENANT_KEY = /^[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13}$/;
/** Printable ASCII without comma and equals sign; the last character is no space. */
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const LEADING_SPACE = /^[ \t]+/;
const TRAILING_SPACE = /[ \t]+$/;

const isKey = (key: string): boolean => SIMPLE_KEY.test(key) || MULTI_TENANT_KEY.test(key);

/**
 * The list of a `tracestate` header, the member that was written last in front. It is never changed: `set` and `unset`
 * give a new one. It has the methods of OpenTelemetry's `TraceState`.
 * Source: W3C Trace Context, section 3.3.
 */
export class Tracestate {
  private readonly members: ReadonlyMap<string, string>;
  private text: string | undefined = undefined;

  private constructor(members: ReadonlyMap<string, string>) {
    this.members = members;
  }

  static readonly empty = new Tracestate(new Map());

  /** One member that cannot be read spoils all of them: undefined, as the specification has it. Empty ones are none. */
  static parse(text: string): Tracestate | undefined {
    if (text.length > MAX_TEXT) return undefined;
    const members = new Map<string, string>();
    let count = 0;
    for (const part of text.split(',')) {
      const member = part.replace(LEADING_SPACE, '').replace(TRAILING_SPACE, '');
      if (member === '') continue;
      const separator = member.indexOf('=');
      const [key, value] = [member.slice(0, separator), member.slice(separator + 1)];
      if (separator < 1 || ++count > MAX_MEMBERS || !isKey(key) || !VALUE.test(value)) return undefined;
      // Of a key that is there twice, the first is the one that was written last.
      if (!members.has(key)) members.set(key, value);
    }
    return members.size === 0 ? undefined : new Tracestate(members);
  }

  get(key: string): string | undefined {
    return this.members.get(key);
  }

  /** With the member in front; as it was when key or value cannot be in a `tracestate`. */
  set(key: string, value: string): Tracestate {
    if (!isKey(key) || !VALUE.test(value)) return this;
    const rest = [...this.members].filter(([each]) => each !== key);
    return new Tracestate(new Map([[key, value] as const, ...rest].slice(0, MAX_MEMBERS)));
  }

  unset(key: string): Tracestate {
    if (!this.members.has(key)) return this;
    return new Tracestate(new Map([...this.members].filter(([each]) => each !== key)));
  }

  /** The header's text, within 512 characters: long members are left out first, then those at the end. */
  serialize(): string {
    this.text ??= this.joined();
    return this.text;
  }

  private joined(): string {
    const texts = [...this.members].map(([key, value]) => `${key}=${value}`);
    for (let length = lengthOf(texts); length > MAX_PASSED_ON; length = lengthOf(texts)) {
      const long = texts.findLastIndex((text) => text.length > LONG_MEMBER);
      texts.splice(long === -1 ? texts.length - 1 : long, 1);
    }
    return texts.join(',');
  }
}

const lengthOf = (texts: readonly string[]): number =>
  texts.reduce((length, text) => length + text.length, texts.length - 1);
