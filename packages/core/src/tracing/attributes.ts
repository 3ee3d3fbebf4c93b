export type AttributeValue =
  | string
  | number
  | boolean
  | readonly (string | null | undefined)[]
  | readonly (number | null | undefined)[]
  | readonly (boolean | null | undefined)[];

/** Attributes as a caller gives them. */
export type AttributesInput = Readonly<Record<string, AttributeValue | undefined>>;

/** Attributes as they were set, unread: name, value, name, value …; a later value of a name wins. */
export type RawAttributes = unknown[];

export interface CleanAttributes {
  readonly attributes: Record<string, AttributeValue>;
  /** How many names were beyond the limit. */
  readonly dropped: number;
}

/** So many entries are kept for each attribute that may be read, before those that were overwritten are let go. */
const SLACK = 4;

/** A copy of what a span begins with: the engine copies an object as a whole at a fraction of the price of its parts. */
export const copied = (input: object): object => {
  try {
    return { ...input };
  } catch {
    const raw: RawAttributes = [];
    appendAttributes(raw, input);
    return cleanAttributes(undefined, raw, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY).attributes;
  }
};

/** Adds to `raw` what `input` has of its own. A getter that throws ends it there: recording never throws. */
export const appendAttributes = (raw: RawAttributes, input: unknown): void => {
  if (typeof input !== 'object' || input === null) return;
  try {
    for (const name in input) {
      if (Object.hasOwn(input, name)) raw.push(name, (input as Record<string, unknown>)[name]);
    }
  } catch {
    // The caller's object is broken; what was read of it stays.
    if (raw.length % 2 === 1) raw.pop();
  }
};

/** Whether so much was set that the memory of it has to be bounded. */
export const isCrowded = (raw: RawAttributes, limit: number): boolean => raw.length > 2 * SLACK * Math.max(limit, 32);

/** The same attributes in as little as they need: each name once, and no more of them than the limit. */
export const compacted = (
  given: object | undefined,
  later: RawAttributes,
  limit: number,
): { readonly raw: RawAttributes; readonly dropped: number } => {
  const { attributes, dropped } = cleanAttributes(given, later, limit, Number.POSITIVE_INFINITY);
  return { raw: Object.entries(attributes).flat(), dropped };
};

/**
 * What may be kept of what a span began with and what was set later: names with letters, values that OpenTelemetry knows,
 * no more than `countLimit`, each text cut to `lengthLimit`. A value that it does not know leaves the one before in place.
 */
export const cleanAttributes = (
  given: object | undefined,
  later: readonly unknown[] | undefined,
  countLimit: number,
  lengthLimit: number,
): CleanAttributes => {
  const kept = new KeptAttributes(countLimit, lengthLimit);
  if (given !== undefined) {
    for (const name of Object.keys(given)) kept.set(name, (given as Readonly<Record<string, unknown>>)[name]);
  }
  if (later !== undefined) {
    for (let index = 0; index + 1 < later.length; index += 2) kept.set(later[index], later[index + 1]);
  }
  return kept;
};

class KeptAttributes implements CleanAttributes {
  /** An ordinary object: one without a prototype is a table to the engine, and takes ten times as long. */
  readonly attributes: Record<string, AttributeValue> = {};
  dropped = 0;
  private count = 0;
  private readonly countLimit: number;
  private readonly lengthLimit: number;

  constructor(countLimit: number, lengthLimit: number) {
    this.countLimit = countLimit;
    this.lengthLimit = lengthLimit;
  }

  set(name: unknown, given: unknown): void {
    const value = cleanValue(given, this.lengthLimit);
    if (typeof name !== 'string' || name === '' || value === undefined) return;
    if (!Object.hasOwn(this.attributes, name)) {
      if (this.count >= this.countLimit) {
        this.dropped++;
        return;
      }
      this.count++;
    }
    if (name === '__proto__') Object.defineProperty(this.attributes, name, { ...ORDINARY, value });
    else this.attributes[name] = value;
  }
}

const ORDINARY = { configurable: true, enumerable: true, writable: true };

const cleanValue = (value: unknown, lengthLimit: number): AttributeValue | undefined => {
  switch (typeof value) {
    case 'string':
      return value.length > lengthLimit ? value.slice(0, lengthLimit) : value;
    case 'number':
    case 'boolean':
      return value;
    default:
      return cleanList(value, lengthLimit);
  }
};

/** A list of texts, of numbers or of flags, with gaps; undefined for anything else. */
const cleanList = (values: unknown, lengthLimit: number): AttributeValue | undefined => {
  try {
    if (!Array.isArray(values)) return undefined;
    const known = values.filter((value: unknown) => value !== null && value !== undefined);
    const type = typeof known[0];
    const isPrimitive = type === 'string' || type === 'number' || type === 'boolean';
    if (known.length > 0 && (!isPrimitive || known.some((value) => typeof value !== type))) return undefined;
    return values.map((value: unknown) =>
      typeof value === 'string' && value.length > lengthLimit ? value.slice(0, lengthLimit) : value,
    ) as AttributeValue;
  } catch {
    return undefined;
  }
};
