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
 * be ignored.
 */
export const findTraceparent = (rawHeaders: readonly string[]): string | undefined => {
  const found = findHeaders(rawHeaders, 'traceparent');
  return found.length === 1 ? found[0] : undefined;
};

/** A list may be spread over several headers of one name: together they are one list, in their order. */
const joinHeaders = (rawHeaders: readonly string[], name: string): string => findHeaders(rawHeaders, name).join(',');

const findHeaders = (rawHeaders: readonly string[], name: string): string[] => {
  const found: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const each = rawHeaders[index] as string;
    if (each.length === name.length && each.toLowerCase() === name) found.push(rawHeaders[index + 1] as string);
  }
  return found;
};
