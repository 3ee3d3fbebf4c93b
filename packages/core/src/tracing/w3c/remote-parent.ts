import { parseTraceparent, type Traceparent } from './traceparent.js';
import { Tracestate } from './tracestate.js';

/** Where a caller's context may be found: raw headers (name, value, name, value …), or a `traceparent` alone. */
export type TraceOrigin = readonly string[] | string;

/** The caller's span. */
export class RemoteParent implements Traceparent {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  readonly random: boolean;
  /** Raw headers until `tracestate` is asked for. */
  private origin: readonly string[] | undefined;
  private state: Tracestate | undefined = undefined;

  constructor({ traceId, spanId, sampled, random }: Traceparent, origin: TraceOrigin) {
    this.traceId = traceId;
    this.spanId = spanId;
    this.sampled = sampled;
    this.random = random;
    this.origin = typeof origin === 'string' ? undefined : origin;
  }

  /** What tracing systems along the way have added; undefined where there is nothing that can be read. */
  get tracestate(): Tracestate | undefined {
    if (this.origin !== undefined) {
      this.state = Tracestate.parse(joinHeaders(this.origin, 'tracestate'));
      this.origin = undefined;
    }
    return this.state;
  }
}

/** Reads the caller's span; without a valid `traceparent` there is none, whatever `tracestate` says. */
export const readRemoteParent = (origin: TraceOrigin): RemoteParent | undefined => {
  const header = typeof origin === 'string' ? origin : findTraceparent(origin);
  const parent = header === undefined ? undefined : parseTraceparent(header);
  return parent === undefined ? undefined : new RemoteParent(parent, origin);
};

/**
 * The `traceparent` among raw headers: reading `request.headers` would build an object of them all. Sent twice, it must
 * be ignored. It is looked for at the end of every request, so it takes no list.
 */
export const findTraceparent = (rawHeaders: readonly string[]): string | undefined => {
  let found = -1;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (!isHeader(rawHeaders[index] as string, 'traceparent')) continue;
    if (found >= 0) return undefined;
    found = index;
  }
  return found < 0 ? undefined : rawHeaders[found + 1];
};

/** A list may be spread over several headers of one name: together they are one list, in their order. */
const joinHeaders = (rawHeaders: readonly string[], name: string): string => findHeaders(rawHeaders, name).join(',');

const findHeaders = (rawHeaders: readonly string[], name: string): string[] => {
  const found: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (isHeader(rawHeaders[index] as string, name)) found.push(rawHeaders[index + 1] as string);
  }
  return found;
};

const isHeader = (header: string, name: string): boolean =>
  header.length === name.length && header.toLowerCase() === name;
