export type Environment = Readonly<Record<string, string | undefined>>;

/** Wrong variables, a line each: which, why, and what to set. Values are not shown, for some are secrets. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** Reads one variable. The parser throws an error whose message goes on after the name: `is not a port`. */
export type ReadVariable = <T>(variable: string, parse: (text: string) => T, remedy: string, fallback?: T) => T;

/** Reads variables and gathers what is wrong with them. @throws ConfigurationError that names every wrong one */
export const readEnvironment = <C>(environment: Environment, readAll: (read: ReadVariable) => C): C => {
  const problems: string[] = [];
  const read = <T>(variable: string, parse: (text: string) => T, remedy: string, fallback?: T): T => {
    const text = environment[variable]?.trim() ?? '';
    if (text === '' && fallback !== undefined) return fallback;
    try {
      if (text === '') throw new Error('is not set');
      return parse(text);
    } catch (error) {
      problems.push(`${variable} ${(error as Error).message}; ${remedy}`);
      return undefined as T;
    }
  };
  const config = readAll(read);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return config;
};
