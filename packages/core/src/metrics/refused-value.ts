import type { Diagnostics } from '../diagnostics.js';

/** Says that a value was not recorded. Never throws: it is called while the bot answers. */
export type Refuse = (value: unknown) => void;

/** Says once for each metric and kind of value what was not recorded, and never the value: it may be personal. */
export const refuseFor = (metric: string, diagnostics: Diagnostics): Refuse => {
  const said = new Set<string>();
  return (value) => {
    const kind = kindOf(value);
    if (said.has(kind)) return;
    said.add(kind);
    diagnostics.warnOnce(
      'ASTROLABE_VALUE_REFUSED',
      `metric ${metric} was given ${kind}, which it does not record; give what it measures`,
    );
  };
};

const kindOf = (value: unknown): string => {
  if (typeof value !== 'number') return value === null ? 'null' : `a value of the type ${typeof value}`;
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? 'a number below zero' : 'a number that is not finite';
};
