/** The caller's span, from a `traceparent` header. */
export interface RemoteParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

const FORMAT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * Reads a `traceparent` header; undefined where it must be ignored.
 * Source: W3C Trace Context, section 3.2: unknown versions may carry more behind the flags, version 00 may not.
 */
export const parseTraceparent = (header: string): RemoteParent | undefined => {
  const match = FORMAT.exec(header.trim());
  if (match === null) return undefined;
  const [, version, traceId, spanId, flags, more] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string?,
  ];
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
};

export const formatTraceparent = (traceId: string, spanId: string, sampled: boolean): string =>
  `00-${traceId}-${spanId}-0${sampled ? 1 : 0}`;

/**
 * The `traceparent` among raw headers (name, value, name, value …): reading `request.headers` would build an object
 * of them all. Sent twice, it must be ignored.
 */
export const findTraceparent = (rawHeaders: readonly string[]): string | undefined => {
  let found: string | undefined;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length !== 11 || name.toLowerCase() !== 'traceparent') continue;
    if (found !== undefined) return undefined;
    found = rawHeaders[index + 1];
  }
  return found;
};
