/** What a `traceparent` says of the caller's span. */
export interface Traceparent {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  /** The last 56 bits of the trace id are random: level 2 of the specification. */
  readonly random: boolean;
}

const FORMAT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** Optional white space around a value, as HTTP has it: nothing but spaces and tabs. */
const OUTER_SPACE = /^[ \t]+|[ \t]+$/g;
const SAMPLED = 1;
const RANDOM = 2;
/** 55 characters are all of version 00; what a future version adds is not read. */
const MAX_LENGTH = 512;

/**
 * Reads a `traceparent` header; undefined where it must be ignored.
 * Source: W3C Trace Context, section 3.2: unknown versions may carry more behind the flags, version 00 may not.
 */
export const parseTraceparent = (header: string): Traceparent | undefined => {
  if (header.length > MAX_LENGTH) return undefined;
  const match = FORMAT.exec(header.replace(OUTER_SPACE, ''));
  if (match === null) return undefined;
  const [, version, traceId = '', spanId = '', flagDigits = '', more] = match;
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  const flags = Number.parseInt(flagDigits, 16);
  return { traceId, spanId, sampled: (flags & SAMPLED) !== 0, random: (flags & RANDOM) !== 0 };
};

/** A `traceparent` of version 00: whatever version came in, it is the one we know. */
export const formatTraceparent = (traceId: string, spanId: string, sampled: boolean, random = false): string =>
  `00-${traceId}-${spanId}-0${(sampled ? SAMPLED : 0) | (random ? RANDOM : 0)}`;
