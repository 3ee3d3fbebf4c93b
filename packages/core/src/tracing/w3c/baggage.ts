/** A value of the bot's, with the properties that came with it as they were written. */
export interface BaggageEntry {
  readonly value: string;
  /** `prop=1;other` as the header has it; in the shape of OpenTelemetry's API. */
  readonly metadata?: { toString(): string };
}

const MAX_MEMBERS = 64;
const MAX_BYTES = 8_192;

/** A token of HTTP. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Printable ASCII without quotes, comma, semicolon, backslash and white space. */
const OCTETS = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;

/**
 * What travels with a trace by name. It is never changed: what sets and removes gives a new one. It has the methods of
 * OpenTelemetry's `Baggage`.
 * Source: W3C Baggage.
 */
export class Baggage {
  private readonly entries: ReadonlyMap<string, BaggageEntry>;

  private constructor(entries: ReadonlyMap<string, BaggageEntry>) {
    this.entries = entries;
  }

  static readonly empty = new Baggage(new Map());

  /**
   * Reads a `baggage` header, several of them joined by commas. A member that cannot be read is left out, and so is all
   * that goes beyond 64 members and 8,192 bytes.
   */
  static parse(header: string): Baggage {
    const entries = new Map<string, BaggageEntry>();
    let bytes = -1;
    for (const member of header.slice(0, 2 * MAX_BYTES).split(',')) {
      bytes += member.length + 1;
      if (bytes > MAX_BYTES || entries.size >= MAX_MEMBERS) break;
      const [name, entry] = readMember(member) ?? [];
      if (name !== undefined && entry !== undefined) entries.set(name, entry);
    }
    return entries.size === 0 ? Baggage.empty : new Baggage(entries);
  }

  getEntry(name: string): BaggageEntry | undefined {
    return this.entries.get(name);
  }

  getAllEntries(): [string, BaggageEntry][] {
    return [...this.entries];
  }

  setEntry(name: string, entry: BaggageEntry): Baggage {
    return new Baggage(new Map(this.entries).set(name, entry));
  }

  removeEntry(name: string): Baggage {
    return this.removeEntries(name);
  }

  removeEntries(...names: string[]): Baggage {
    return new Baggage(new Map([...this.entries].filter(([name]) => !names.includes(name))));
  }

  clear(): Baggage {
    return Baggage.empty;
  }
}

/** The text of a `baggage` header for any baggage of OpenTelemetry's API, within the limits; empty for none. */
export const formatBaggage = (entries: Iterable<readonly [string, BaggageEntry]>): string => {
  const members: string[] = [];
  let bytes = -1;
  for (const [name, entry] of entries) {
    const member = formatMember(name, entry);
    if (member === undefined || bytes + member.length + 1 > MAX_BYTES) continue;
    bytes += member.length + 1;
    if (members.push(member) === MAX_MEMBERS) break;
  }
  return members.join(',');
};

const readMember = (member: string): readonly [string, BaggageEntry] | undefined => {
  const [pair = '', ...properties] = member.split(';').map(trimSpace);
  const separator = pair.indexOf('=');
  const name = trimSpace(pair.slice(0, Math.max(0, separator)));
  const value = decode(trimSpace(pair.slice(separator + 1)));
  if (!TOKEN.test(name) || value === undefined || !properties.every(isProperty)) return undefined;
  const metadata = properties.join(';');
  return [name, metadata === '' ? { value } : { value, metadata: { toString: () => metadata } }];
};

const isProperty = (text: string): boolean => {
  const [name = '', ...value] = text.split('=').map(trimSpace);
  return TOKEN.test(name) && OCTETS.test(value.join('='));
};

const formatMember = (name: string, { value, metadata }: BaggageEntry): string | undefined => {
  if (!TOKEN.test(name) || typeof value !== 'string' || value.length > MAX_BYTES) return undefined;
  // An unpaired surrogate has no place in UTF-8.
  const pair = `${name}=${encodeURIComponent(value.toWellFormed())}`;
  const properties = metadata === undefined ? '' : trimSpace(metadata.toString());
  return properties !== '' && properties.split(';').map(trimSpace).every(isProperty) ? `${pair};${properties}` : pair;
};

const decode = (text: string): string | undefined => {
  if (!OCTETS.test(text)) return undefined;
  // Bytes that are no UTF-8 are to be replaced, and a percent sign that begins nothing stays.
  return text.includes('%') ? Buffer.from(unescaped(text), 'latin1').toString('utf8') : text;
};

const unescaped = (text: string): string =>
  text.replace(/%([0-9A-Fa-f]{2})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

const trimSpace = (text: string): string => text.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
