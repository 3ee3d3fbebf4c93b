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
