import type { Diagnostics } from '../diagnostics.js';
import { type ConfigOf, type Option, OptionError, type OptionTable } from './option.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Resolves a table: the option in code, then its variables in their order, then the default.
 * A wrong variable is warned of once and passed over; a wrong option in code throws.
 * @throws OptionError (`ASTROLABE_OPTION_INVALID`) that names the option, the reason and the remedy.
 */
export const resolveOptions = <T extends OptionTable>(
  table: T,
  inCode: Readonly<Record<string, unknown>>,
  environment: Environment,
  diagnostics: Diagnostics,
): ConfigOf<T> => {
  const config: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(table)) {
    const value = inCode[name];
    config[name] =
      value === undefined ? fromEnvironment(option, environment, diagnostics) : fromCode(name, option, value);
  }
  return config as ConfigOf<T>;
};

const fromCode = <T>(name: string, option: Option<T>, value: unknown): T => {
  try {
    return option.accept(value);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const shown = option.secret || typeof value === 'object' ? 'the value' : `the value ${shownValue(value)}`;
    throw new OptionError(
      error.reason,
      `option "${name}": ${shown} ${error.reason}; give ${option.shape}${option.example === option.shape ? '' : `, for example ${option.example}`}`,
    );
  }
};

const shownValue = (value: unknown): string =>
  typeof value === 'function' ? 'of type function' : JSON.stringify(String(value).slice(0, 80));

const fromEnvironment = <T>(option: Option<T>, environment: Environment, diagnostics: Diagnostics): T => {
  for (const variable of option.env) {
    const text = environment[variable];
    // An empty variable is an unset one, as OpenTelemetry's specification has it.
    if (text === undefined || text === '') continue;
    try {
      return option.parse(text, variable);
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      diagnostics.warnOnce('ASTROLABE_VARIABLE_INVALID', variableWarning(variable, text, option, error.reason));
    }
  }
  return option.fallback;
};

/** Shows the value's length and never the value: a token pasted into the wrong variable must not reach a log. */
const variableWarning = (variable: string, text: string, option: Option<unknown>, reason: string): string =>
  `${variable} (${text.length} character${text.length === 1 ? '' : 's'}) ${reason} and is ignored; ` +
  `set it to ${option.shape}, for example ${variable}=${option.example}`;

/** Warns of `ASTROLABE_*` variables that no option reads: most are misspelt. */
export const warnOfUnknownVariables = (
  tables: readonly OptionTable[],
  environment: Environment,
  diagnostics: Diagnostics,
): void => {
  const known = new Set(tables.flatMap((table) => Object.values(table).flatMap((option) => option.env)));
  for (const variable of Object.keys(environment)) {
    if (!variable.startsWith('ASTROLABE_') || known.has(variable)) continue;
    const near = nearest(
      variable,
      [...known].filter((name) => name.startsWith('ASTROLABE_')),
    );
    const remedy = near === undefined ? 'remove it' : `did you mean ${near}?`;
    diagnostics.warnOnce('ASTROLABE_VARIABLE_UNKNOWN', `${variable} is not a variable of Astrolabe; ${remedy}`);
  }
};

/** Throws for an option that no table has: in code a misspelt name is a mistake. */
export const rejectUnknownOptions = (
  tables: readonly OptionTable[],
  inCode: Readonly<Record<string, unknown>>,
): void => {
  const known = [...new Set(tables.flatMap((table) => Object.keys(table)))];
  for (const name of Object.keys(inCode)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const remedy = near === undefined ? `known options are ${known.join(', ')}` : `did you mean "${near}"?`;
    throw new OptionError('is unknown', `option "${name}" is not an option of Astrolabe; ${remedy}`);
  }
};

const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 4)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
};

const editDistance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replace = (previous[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replace, (previous[column] as number) + 1, (current[column - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[b.length] as number;
};
