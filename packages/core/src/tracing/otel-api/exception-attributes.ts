interface ExceptionLike {
  readonly code?: unknown;
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
}

/**
 * An exception as the attributes of an event, by OpenTelemetry's conventions; undefined if it has neither a type nor
 * words. A code says more than the name of a class.
 */
export const exceptionAttributes = (exception: unknown): Record<string, unknown> | undefined => {
  try {
    if (typeof exception === 'string') return exception === '' ? undefined : { 'exception.message': exception };
    if (typeof exception !== 'object' || exception === null) return undefined;
    const { code, name, message, stack } = exception as ExceptionLike;
    const type = code ? String(code) : name;
    if (!type && !message) return undefined;
    return {
      ...(type ? { 'exception.type': type } : {}),
      ...(message ? { 'exception.message': message } : {}),
      ...(stack ? { 'exception.stacktrace': stack } : {}),
    };
  } catch {
    return undefined;
  }
};
