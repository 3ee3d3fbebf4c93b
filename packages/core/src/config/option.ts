import { AstrolabeError } from '../errors.js';

/** One row: one line of the documentation, one warning for a wrong variable, one typed field of the configuration. */
export interface Option<T> {
  /** Variables by precedence: ours first, then the field's standard names, then the platform's. Empty: code only. */
  readonly env: readonly string[];
  /** Reads the text of `variable`. Throws an `OptionError` that says what is wrong with it. */
  readonly parse: (text: string, variable?: string) => T;
  /** Checks a value given in code and returns it in its final form. Throws an `OptionError`. */
  readonly accept: (value: unknown) => T;
  /** What a right value looks like: "a ratio from 0 to 1". Warnings and tables show it. */
  readonly shape: string;
  /** A right value to show as the remedy: "0.01". */
  readonly example: string;
  readonly fallback: T;
  /** Its value is never shown. */
  readonly secret?: true;
  readonly description: string;
}

// `any` is what lets rows of different types share a table; ConfigOf and InputOf give every type back.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type OptionTable = Readonly<Record<string, Option<any>>>;
export type ConfigOf<T extends OptionTable> = { readonly [K in keyof T]: T[K] extends Option<infer V> ? V : never };
/** What code may give: every field may be left out, and a duration may be `'2s'`. */
export type InputOf<T extends OptionTable> = {
  readonly [K in keyof T]?: T[K] extends { readonly input?: infer I } ? Exclude<I, undefined> : ConfigOf<T>[K];
};

/** A wrong value. `reason` completes the sentence "the value …". */
export class OptionError extends AstrolabeError {
  override readonly name = 'OptionError';
  readonly reason: string;

  constructor(reason: string, message = reason) {
    super('ASTROLABE_OPTION_INVALID', message);
    this.reason = reason;
  }
}

interface Row<T> {
  readonly env: readonly string[];
  readonly fallback: T;
  readonly description: string;
  readonly secret?: true;
}

const rejectType = (wanted: string, value: unknown): never => {
  throw new OptionError(`is of type ${value === null ? 'null' : typeof value}, not ${wanted}`);
};

/** One word, without white space in or around it. */
export const wordOption = <T extends string | undefined>(row: Row<T>, shape: string, example: string): Option<T> => {
  const parse = (text: string): T => {
    if (text === '') throw new OptionError('is empty');
    if (/\s/.test(text)) throw new OptionError('has white space in it');
    return text as T;
  };
  return {
    ...row,
    shape,
    example,
    parse,
    accept: (value) => (typeof value === 'string' ? parse(value) : rejectType('text', value)),
  };
};

/**
 * `true` or `false`; `1`, `0`, `on`, `off`, `yes` and `no` are understood in variables. A variable in `negated` says
 * the opposite, as `OTEL_SDK_DISABLED` does.
 */
export const flagOption = (row: Row<boolean>, negated: readonly string[] = []): Option<boolean> => ({
  ...row,
  shape: 'true or false',
  example: 'true',
  parse: (text, variable = '') => {
    const word = text.trim().toLowerCase();
    const opposite = negated.includes(variable);
    if (['true', '1', 'on', 'yes'].includes(word)) return !opposite;
    if (['false', '0', 'off', 'no'].includes(word)) return opposite;
    throw new OptionError('is neither true nor false');
  },
  accept: (value) => (typeof value === 'boolean' ? value : rejectType('true or false', value)),
});

/** A whole number between `minimum` and `maximum`, both included. */
export const integerOption = <T extends number | undefined>(
  row: Row<T>,
  minimum: number,
  maximum: number,
): Option<T> => {
  const check = (value: number): T => {
    if (!Number.isInteger(value)) throw new OptionError('is not a whole number');
    if (value < minimum || value > maximum) throw new OptionError(`is outside ${minimum} to ${maximum}`);
    return value as T;
  };
  return {
    ...row,
    shape: `a whole number from ${minimum} to ${maximum}`,
    example: String(row.fallback ?? minimum),
    parse: (text) => check(text.trim() === '' ? Number.NaN : Number(text)),
    accept: (value) => (typeof value === 'number' ? check(value) : rejectType('a number', value)),
  };
};

/** A path such as `/health`: it begins with a slash, has no query, and does not end with a slash. */
export const pathOption = (row: Row<`/${string}`>): Option<`/${string}`> => {
  const check = (text: string): `/${string}` => {
    if (!text.startsWith('/')) throw new OptionError('does not begin with a slash');
    if (!/^\/[\w.~!$&'()*+,;=:@/-]*[^/]$/.test(text)) {
      throw new OptionError('ends with a slash, or has a character that a path cannot have');
    }
    return text as `/${string}`;
  };
  return {
    ...row,
    shape: 'a path that begins with a slash',
    example: row.fallback,
    parse: (text) => check(text.trim()),
    accept: (value) => (typeof value === 'string' ? check(value) : rejectType('text', value)),
  };
};

/** One of a list of words. `synonyms` are the words that a standard variable uses for them. */
export const choiceOption = <const W extends string>(
  row: Row<W>,
  words: readonly W[],
  synonyms: Readonly<Record<string, W>> = {},
): Option<W> => {
  const check = (text: string): W => {
    const found = words.find((word) => word === text) ?? synonyms[text];
    if (found === undefined) throw new OptionError(`is none of ${words.join(', ')}`);
    return found;
  };
  return {
    ...row,
    shape: `one of ${words.join(', ')}`,
    example: row.fallback,
    parse: (text) => check(text.trim().toLowerCase()),
    accept: (value) => (typeof value === 'string' ? check(value) : rejectType('text', value)),
  };
};

/** An object that only code can give, such as a client or a registry. */
export const objectOption = <T>(
  row: Omit<Row<T | undefined>, 'env' | 'fallback'>,
  shape: string,
  isRight: (value: object) => boolean,
): Option<T | undefined> => ({
  ...row,
  env: [],
  fallback: undefined,
  shape,
  example: shape,
  parse: () => {
    throw new OptionError('can only be given in code');
  },
  accept: (value) =>
    (typeof value === 'object' || typeof value === 'function') && value !== null && isRight(value)
      ? (value as T)
      : rejectType(shape, value),
});
