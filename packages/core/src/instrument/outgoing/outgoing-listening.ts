import { isSuppressed } from '../../tracing/active-context.js';
import type { Tracer } from '../../tracing/tracer.js';
import type { CallRecorder } from './call-recorder.js';
import { listenToHttpClient } from './http-client.js';
import { OutgoingReaders } from './outgoing-readers.js';
import {
  type OutgoingReader,
  type OutgoingReading,
  OutgoingRequest,
  type OutgoingSurroundings,
} from './outgoing-request.js';
import { listenToUndici } from './undici.js';

/** The libraries that requests are made with, by the names that OpenTelemetry has for their instrumentations. */
export type Library = 'http' | 'undici';

/**
 * The one listening to the requests that the bot makes: a channel with a second subscriber costs twice. It begins with
 * the first who wants to know of them, and ends with the last.
 */
export class OutgoingListening {
  readonly surroundings: OutgoingSurroundings;
  /** Who makes spans of the requests of a library, and times them. */
  private readonly recorders = new Map<Library, CallRecorder>();
  private readonly readers: OutgoingReaders;
  private ends: readonly (() => void)[] = [];

  constructor(surroundings: OutgoingSurroundings) {
    this.surroundings = surroundings;
    this.readers = new OutgoingReaders(surroundings.diagnostics);
  }

  /** Returns the end of it. */
  read(reader: OutgoingReader): () => void {
    const end = this.readers.add(reader);
    this.update();
    return () => {
      end();
      this.update();
    };
  }

  /** Returns the end of it. */
  record(library: Library, recorder: CallRecorder): () => void {
    this.recorders.set(library, recorder);
    this.update();
    return () => {
      this.recorders.delete(library);
      this.update();
    };
  }

  recorderOf(library: Library): CallRecorder | undefined {
    return this.recorders.get(library);
  }

  /**
   * A request is made: it is read by the first who wants to. Undefined where nobody is to know of it, as of an exporter's,
   * or nobody wants to.
   */
  begin(library: Library, method: string, path: string): OutgoingRequest | undefined {
    const { tracer, clock } = this.surroundings;
    if (isSuppressed(tracer.context())) return undefined;
    const reader = this.readers.of(method, path);
    if (reader === undefined && !this.recorders.has(library)) return undefined;
    const request = new OutgoingRequest(method, path, clock.nowMs(), tracer.active());
    if (reader !== undefined) request.reading = this.readers.begin(reader, request);
    return request;
  }

  /** A piece of what the bot sends passes by: it goes on, whatever becomes of reading it. */
  sent(reading: OutgoingReading, chunk: unknown, encoding?: unknown): void {
    const { diagnostics, overhead } = this.surroundings;
    const begunMs = overhead.begin();
    try {
      reading.sent(chunk, encoding);
    } catch (error) {
      diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'reading along with an outgoing request', error);
    }
    overhead.end(begunMs);
  }

  private update(): void {
    const isWanted = this.readers.size > 0 || this.recorders.size > 0;
    if (isWanted && this.ends.length === 0) this.ends = [listenToUndici(this), listenToHttpClient(this)];
    if (isWanted) return;
    for (const end of this.ends) end();
    this.ends = [];
  }
}

/** There is one for each tracer, and a process has one tracer. */
const listenings = new WeakMap<Tracer, OutgoingListening>();

export const outgoingListening = (surroundings: OutgoingSurroundings): OutgoingListening => {
  const known = listenings.get(surroundings.tracer);
  if (known !== undefined) return known;
  const listening = new OutgoingListening(surroundings);
  listenings.set(surroundings.tracer, listening);
  return listening;
};
