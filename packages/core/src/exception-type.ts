import { types } from 'node:util';

/** The name of a class as somebody wrote it into code; with a number in it, it may be a user's. */
const CLASS_NAME = /^[A-Za-z_$](?!.*\d{5})[\w$]{0,63}$/;

/** What the platform's own exceptions are called, which have one class. Whoever makes one may give it any other name. */
const PLATFORM_NAMES: ReadonlySet<string> = new Set([
  'AbortError',
  'TimeoutError',
  'DataCloneError',
  'EncodingError',
  'InvalidAccessError',
  'InvalidCharacterError',
  'InvalidStateError',
  'NetworkError',
  'NotSupportedError',
  'OperationError',
  'QuotaExceededError',
  'SyntaxError',
]);

/**
 * What was thrown, as a label: the name of an error's class, which is in the code and cannot hold what a user wrote, as
 * `error.name` could. Anything can be thrown, so everything else is `(string)`, `(undefined)` and the like.
 */
export const exceptionType = (exception: unknown): string => {
  try {
    if (!types.isNativeError(exception) && !(exception instanceof Error)) {
      return exception === null ? '(null)' : `(${typeof exception})`;
    }
    if (exception instanceof DOMException && PLATFORM_NAMES.has(exception.name)) return exception.name;
    const name: unknown = Object.getPrototypeOf(exception)?.constructor?.name;
    return typeof name === 'string' && CLASS_NAME.test(name) ? name : '(Error)';
  } catch {
    // A proxy's traps, or a getter, threw.
    return '(unreadable)';
  }
};
