import { exceptionType } from '../../exception-type.js';

/** The bot, or its timeout, did not wait any longer. */
export const ABORTED = 'AbortError';

const ABORT_CODES: readonly unknown[] = ['ABORT_ERR', 'UND_ERR_ABORTED', 'UND_ERR_DESTROYED'];
/** A code as the system, Node and undici write it; with a number in it, it may be a user's. */
const CODE = /^(?!.*\d{5})[A-Z][A-Z\d_]{1,63}$/;

/** Why a request failed, as a label: a code of the system or of a library, or the class of an error. Never its message. */
export const errorTypeOf = (error: unknown): string => {
  if (error instanceof DOMException) return error.name === 'TimeoutError' ? 'TimeoutError' : ABORTED;
  const code = codeOf(error);
  if (ABORT_CODES.includes(code)) return ABORTED;
  return typeof code === 'string' && CODE.test(code) ? code : exceptionType(error);
};

const codeOf = (error: unknown): unknown => {
  try {
    return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  } catch {
    // A getter threw: the bot may abort with whatever it likes.
    return undefined;
  }
};
