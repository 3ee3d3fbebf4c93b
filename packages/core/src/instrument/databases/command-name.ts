const UPPER_CASE = new Map<unknown, string>();
/** Redis has some 400 commands; modules add theirs. */
const MAX_COMMANDS = 600;
const COMMAND = /^[A-Za-z][A-Za-z_.]{0,31}$/;

/** The name of a Redis command as its documentation writes it; anything that looks like none is `OTHER`. */
export const commandName = (name: unknown): string => UPPER_CASE.get(name) ?? learn(name);

const learn = (name: unknown): string => {
  if (typeof name !== 'string' || !COMMAND.test(name) || UPPER_CASE.size >= MAX_COMMANDS) return 'OTHER';
  const upperCase = name.toUpperCase();
  UPPER_CASE.set(name, upperCase);
  return upperCase;
};
