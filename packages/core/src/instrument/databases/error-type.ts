import { exceptionType } from '../../exception-type.js';

/** SQLSTATE, which is five characters, or a code as the system, MySQL's and Redis' clients write it; MongoDB's are numbers. */
const CODE = /^(?:[A-Z\d]{5}|[A-Z][A-Z_]{1,63})$/;
/** Redis begins a refusal with its kind: `WRONGTYPE Operation against a key …`. */
const REDIS_KIND = /^[A-Z]{2,24}(?= )/;

/** Why an operation failed, as a label: a code of the database or the class of an error. Never its message. */
export const databaseErrorType = (error: unknown): string => {
  try {
    const { cause, code = originalCode(cause), name, message } = error as { readonly [key: string]: unknown };
    if (typeof code === 'string' && CODE.test(code)) return code;
    if (name === 'MongoServerError' && Number.isSafeInteger(code)) return String(code);
    const kind = name === 'ReplyError' || name === 'SimpleError' ? REDIS_KIND.exec(String(message))?.[0] : undefined;
    if (kind !== undefined) return kind;
  } catch {
    // Anything may be thrown, an object whose getters throw as well.
  }
  return exceptionType(error);
};

/** Prisma's adapters keep the code of the database there. */
const originalCode = (cause: unknown): unknown =>
  (cause as { readonly originalCode?: unknown } | undefined)?.originalCode;
