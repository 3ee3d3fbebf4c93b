import { isAbsolute } from 'node:path';
import { type Option, OptionError } from './option.js';

interface Row<T> {
  readonly env: readonly string[];
  readonly fallback: T;
  readonly description: string;
  readonly secret?: true;
}

const rejectType = (wanted: string, value: unknown): never => {
  throw new OptionError(`is of type ${value === null ? 'null' : typeof value}, not ${wanted}`);
};

/** Options that are text in code as well, and are read alike. */
const ofText = <T>(row: Row<T>, shape: string, example: string, parse: (text: string) => T): Option<T> => ({
  ...row,
  shape,
  example,
  parse: (text) => parse(text.trim()),
  accept: (value) => (typeof value === 'string' ? parse(value.trim()) : rejectType('text', value)),
});

/** A line of text with something in it. */
export const textOption = <T extends string | undefined>(row: Row<T>, shape: string, example: string): Option<T> =>
  ofText(row, shape, example, (text) => {
    if (text === '') throw new OptionError('is empty');
    return text as T;
  });

/** One word of visible ASCII: what an HTTP header can carry, without white space. */
export const wordOption = <T extends string | undefined>(row: Row<T>, shape: string, example: string): Option<T> =>
  ofText(row, shape, example, (text) => {
    if (text === '') throw new OptionError('is empty');
    if (!/^[\x21-\x7e]*$/.test(text)) throw new OptionError('has white space or letters beyond ASCII in it');
    return text as T;
  });

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
  example = String(row.fallback ?? minimum),
): Option<T> => {
  const check = (value: number): T => {
    if (!Number.isInteger(value)) throw new OptionError('is not a whole number');
    if (value < minimum || value > maximum) throw new OptionError(`is outside ${minimum} to ${maximum}`);
    return value as T;
  };
  return {
    ...row,
    shape: `a whole number from ${minimum} to ${maximum}`,
    example,
    parse: (text) => check(text.trim() === '' ? Number.NaN : Number(text)),
    accept: (value) => (typeof value === 'number' ? check(value) : rejectType('a number', value)),
  };
};

/** A number from 0 to 1, both included. */
export const ratioOption = <T extends number | undefined>(row: Row<T>, example: string): Option<T> => {
  const check = (value: number): T => {
    if (!(value >= 0 && value <= 1)) throw new OptionError('is no number from 0 to 1');
    return value as T;
  };
  return {
    ...row,
    shape: 'a ratio from 0 to 1',
    example,
    parse: (text) => check(text.trim() === '' ? Number.NaN : Number(text)),
    accept: (value) => (typeof value === 'number' ? check(value) : rejectType('a number', value)),
  };
};

/** A path such as `/health`: it begins with a slash, has no query, and does not end with a slash. */
export const pathOption = (row: Row<`/${string}`>): Option<`/${string}`> =>
  ofText(row, 'a path that begins with a slash', row.fallback, (text) => {
    if (!text.startsWith('/')) throw new OptionError('does not begin with a slash');
    if (!/^\/[\w.~!$&'()*+,;=:@/-]*[\w.~!$&'()*+,;=:@-]$/.test(text)) {
      throw new OptionError('ends with a slash, or has a character that a path cannot have');
    }
    return text as `/${string}`;
  });

/** A file by its whole path: what the working directory is, is seldom what one thinks. */
export const fileOption = <T extends string | undefined>(row: Row<T>, example: string): Option<T> =>
  ofText(row, 'the absolute path of a file', example, (text) => {
    if (!isAbsolute(text) || text.endsWith('/') || text.includes('\0')) {
      throw new OptionError('is not the absolute path of a file');
    }
    return text as T;
  });

/** One of a list of words, in any case. `synonyms` are the words that a standard variable uses for them. */
export const choiceOption = <const W extends string>(
  row: Row<W>,
  words: readonly W[],
  synonyms: Readonly<Record<string, W>> = {},
): Option<W> =>
  ofText(row, `one of ${words.join(', ')}`, row.fallback, (text) => {
    const wanted = text.toLowerCase();
    const found = words.find((word) => word === wanted) ?? synonyms[wanted];
    if (found === undefined) throw new OptionError(`is none of ${words.join(', ')}`);
    return found;
  });

/** Words, in code as a list or as text: separated by commas, and `none` for none of them. They are told apart in any case. */
export const wordListOption = (
  row: Row<readonly string[]>,
  shape: string,
  example: string,
  word: RegExp,
): Option<readonly string[]> & { readonly input?: string | readonly string[] } => {
  const read = (words: readonly string[]): readonly string[] => {
    const wanted = words.map((each) => each.trim().toLowerCase()).filter((each) => each !== '');
    if (wanted.length === 0) throw new OptionError('is empty, where none would be none');
    const wrong = wanted.findIndex((each) => !word.test(each));
    if (wrong >= 0) throw new OptionError(`is wrong at place ${wrong + 1}`);
    return wanted.length === 1 && wanted[0] === NONE ? [] : wanted;
  };
  return {
    ...row,
    shape,
    example,
    parse: (text) => read(text.split(',')),
    accept: (value) => {
      if (typeof value === 'string') return read(value.split(','));
      if (!Array.isArray(value)) return rejectType('a list of texts', value);
      return value.length === 0 ? [] : read(value.map((each) => (typeof each === 'string' ? each : ',')));
    },
  };
};
const NONE = 'none';

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
