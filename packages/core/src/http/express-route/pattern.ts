import { isRegExp } from 'node:util/types';

/** Stands for a mount whose path is not known for certain: a label never shows a part of a URL instead. */
export const UNKNOWN_MOUNT = '/(mount)';
/** Stands for a mount by a regular expression that the router keeps to itself. */
export const REGEXP_MOUNT = '/(regexp)';

/** The text of a path as the bot's code has it: a string, a regular expression, or an array of them. */
export const patternText = (path: unknown): string | undefined => {
  if (typeof path === 'string') return path;
  if (isRegExp(path)) return String(path);
  if (!Array.isArray(path)) return undefined;
  const texts = path.map(patternText);
  return texts.includes(undefined) ? undefined : texts.join('|');
};

/** `/api/` and `/users` are `/api/users`; the root vanishes beside another. */
export const joinPatterns = (outer: string, inner: string): string => {
  const base = outer.endsWith('/') ? outer.slice(0, -1) : outer;
  if (base === '') return inner;
  return inner === '/' ? base : base + inner;
};
