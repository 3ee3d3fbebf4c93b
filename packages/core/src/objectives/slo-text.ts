import { durationMs } from '../config/duration.js';
import { type Option, OptionError } from '../config/option.js';
import { DEFAULT_WINDOW_MS, MOST_OBJECTIVES, OBJECTIVE_NAME, type Objective, objectiveFault } from './objective.js';

/** One objective of `ASTROLABE_SLO`. */
export type SloEntry = Pick<Objective, 'name' | 'target' | 'withinSeconds' | 'windowMs'>;

const ENTRY = /^(\S+)\s+(\d+(?:\.\d+)?)\s*%\s+(\S+)(?:\s+(\S+))?$/;
const WITH_UNIT = /\d(?:ms|[smhd])$/;
const NONE = /^(?:none|off)$/i;

/**
 * Reads `requests 95% 2s 30d; reply 95% 2s`: name, target, threshold and window, which is 30 days where none is given.
 * `none` is a list without any. The text itself is not shown in errors: it may be something else, pasted here.
 * @throws OptionError
 */
export const parseSlo = (text: string): readonly SloEntry[] => {
  if (NONE.test(text.trim())) return [];
  const parts = text.split(';').map((part) => part.trim());
  if (parts.at(-1) === '') parts.pop();
  const entries = parts.map((part, index) => parseEntry(part, `objective ${index + 1} of it`));
  if (entries.length === 0) throw new OptionError('has no objective in it');
  if (entries.length > MOST_OBJECTIVES) throw new OptionError(`has more than ${MOST_OBJECTIVES} objectives`);
  const names = new Set(entries.map(({ name }) => name));
  if (names.size < entries.length) throw new OptionError('has a name twice');
  return entries;
};

const parseEntry = (part: string, place: string): SloEntry => {
  const [, name = '', percent, within = '', over] = ENTRY.exec(part) ?? [];
  if (!OBJECTIVE_NAME.test(name)) throw new OptionError(`has another form in ${place}`);
  // Without rounding, 99.9 % would be 0.9990000000000001.
  const target = Number((Number(percent) / 100).toPrecision(12));
  const withinSeconds = parseDuration(within, place) / 1_000;
  const windowMs = over === undefined ? DEFAULT_WINDOW_MS : parseDuration(over, place);
  const fault = objectiveFault({ target, withinSeconds, windowMs });
  if (fault !== undefined) throw new OptionError(`cannot be kept: in ${place}, ${fault}`);
  return { name, target, withinSeconds, windowMs };
};

/** A unit is asked for: 2 would be two milliseconds to us, and two seconds to whoever wrote it. */
const parseDuration = (text: string, place: string): number => {
  if (!WITH_UNIT.test(text)) throw new OptionError(`has a duration without a unit in ${place}`);
  try {
    return durationMs(text);
  } catch {
    throw new OptionError(`has a duration of another form in ${place}`);
  }
};

/** Text in the form that `parseSlo` reads; undefined when none was given. */
export const sloOption = (row: Pick<Option<undefined>, 'env' | 'description'>): Option<string | undefined> => {
  const check = (value: unknown): string => {
    if (typeof value !== 'string')
      throw new OptionError(`is of type ${value === null ? 'null' : typeof value}, not text`);
    parseSlo(value);
    return value;
  };
  return {
    ...row,
    fallback: undefined,
    shape: 'objectives such as name 95% 2s 30d, separated by ; or none',
    example: '"requests 95% 2s 30d; reply 99% 5s 30d"',
    parse: check,
    accept: check,
  };
};
