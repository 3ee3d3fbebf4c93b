import type { ExceptionContext } from './error-reporter.js';

const MAX_FIELDS = 32;
const MAX_LENGTH = 1_024;
const EMPTY: ExceptionContext = Object.freeze({});

/** A copy of the texts, numbers and flags in `context`, bounded; anything may be given. */
export const cleanContext = (context: unknown): ExceptionContext => {
  if (typeof context !== 'object' || context === null) return EMPTY;
  try {
    const clean = Object.entries(context)
      .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
      .slice(0, MAX_FIELDS)
      .map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, MAX_LENGTH) : value]);
    return Object.fromEntries(clean);
  } catch {
    // A proxy's traps, or a getter, threw.
    return EMPTY;
  }
};
