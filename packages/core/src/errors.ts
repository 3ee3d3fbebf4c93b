/** The codes of every error and warning; `docs/errors.md` has a row for each. */
export type ErrorCode = `ASTROLABE_${string}`;

const MARKER = Symbol.for('astrolabe.error');

/**
 * Every error that Astrolabe throws. It is recognised by a marker and not by `instanceof`, because a process may
 * hold an ESM and a CommonJS copy of this class at once.
 */
export class AstrolabeError extends Error {
  override readonly name: string = 'AstrolabeError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, MARKER, { value: true });
  }

  static is(value: unknown): value is AstrolabeError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }
}
