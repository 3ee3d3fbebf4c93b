import type { ClientRequest, IncomingMessage } from 'node:http';
import { listen } from '../channel.js';
import { tapMessage } from '../message-tap.js';
import { errorTypeOf } from './error-type.js';
import type { OutgoingListening } from './outgoing-listening.js';
import type { OutgoingReading, OutgoingRequest } from './outgoing-request.js';
import { settle } from './settle.js';

/** Of this copy alone; a symbol costs less than a WeakMap. */
const OUTGOING = Symbol('astrolabe.outgoing');

interface Answer extends IncomingMessage {
  /** Set where the bot has destroyed the request: what still comes is thrown away. */
  readonly _dumped?: boolean;
  readonly upgrade?: boolean;
}
interface WatchedRequest extends ClientRequest {
  readonly res?: Answer | null;
  [OUTGOING]?: OutgoingRequest | undefined;
}

/**
 * Listens to `node:http` and what is built on it (axios, got) by its channels. No channel has the bodies, so the one
 * request that is wanted gets a `write` and an `end` of its own that look at what passes.
 */
export const listenToHttpClient = (listening: OutgoingListening): (() => void) => {
  const { surroundings } = listening;
  const { clock, diagnostics, overhead } = surroundings;
  // One listener for all requests: a closure for each would cost more than the listener.
  const closed = function closed(this: WatchedRequest) {
    const begunMs = overhead.begin();
    try {
      close(listening, this);
    } catch (error) {
      diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'the end of an outgoing request', error);
    }
    overhead.end(begunMs);
  };

  const ends = [
    listen<{ request: WatchedRequest }>('http.client.request.created', surroundings, ({ request }) =>
      begin(listening, request, closed),
    ),
    listen<{ request: WatchedRequest; response: Answer }>(
      'http.client.response.finish',
      surroundings,
      ({ request, response }) => {
        const outgoing = request[OUTGOING];
        if (outgoing === undefined) return;
        outgoing.statusCode = response.statusCode ?? 0;
        outgoing.headMs = clock.nowMs();
        if (outgoing.reading !== undefined) readAnswer(listening, outgoing, outgoing.reading, response);
      },
    ),
    listen<{ request: WatchedRequest; error: unknown }>(
      'http.client.request.error',
      surroundings,
      ({ request, error }) => {
        const outgoing = request[OUTGOING];
        if (outgoing !== undefined) outgoing.errorType ??= errorTypeOf(error);
      },
    ),
  ];
  return () => {
    for (const end of ends) end();
  };
};

const begin = (listening: OutgoingListening, request: WatchedRequest, closed: () => void): void => {
  const outgoing = listening.begin('http', request.method, request.path);
  if (outgoing === undefined) return;
  const recorder = listening.recorderOf('http');
  request[OUTGOING] = outgoing;
  request.on('close', closed);
  if (outgoing.reading !== undefined) readWritten(listening, request, outgoing.reading);
  if (recorder === undefined) return;
  recorder.begin(outgoing, originOf(request));
  const { server, span } = outgoing;
  // Headers that were given as an array are on their way already.
  if (server?.isTrusted && span !== undefined && !request.headersSent && !request.hasHeader('traceparent')) {
    recorder.propagate(span, request, setHeader);
  }
};

const setHeader = (request: ClientRequest, name: string, value: string): void => {
  request.setHeader(name, value);
};

const ABSOLUTE = /^https?:\/\/[^/?#]+/;

/** A proxy is asked for a whole URL, which names the server. */
const originOf = (request: ClientRequest): string => {
  const { protocol, host, path } = request;
  const meant = path.startsWith('http') ? ABSOLUTE.exec(path)?.[0] : undefined;
  if (meant !== undefined) return meant;
  const header = request.getHeader('host');
  // The header has the port; a bot that sets it to another name still asks the same server.
  const named = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const authority = typeof header === 'string' && header.startsWith(named) ? header : named;
  return `${protocol}//${authority}`;
};

/** Comes for every request, whatever became of it. */
const close = (listening: OutgoingListening, request: WatchedRequest): void => {
  const outgoing = request[OUTGOING];
  if (outgoing === undefined) return;
  request[OUTGOING] = undefined;
  const { res: answer } = request;
  if (answer === undefined || answer === null) outgoing.errorType ??= 'ECONNRESET';
  else {
    outgoing.statusCode ||= answer.statusCode ?? 0;
    if (!answer.complete && !answer.upgrade) outgoing.errorType ??= brokenOff(answer);
  }
  settle(outgoing, listening.recorderOf('http'), listening.surroundings.clock.nowMs());
};

/** By the bot, which did not want the rest, or by the other side. */
const brokenOff = (answer: Answer): string => {
  const isByTheBot = answer._dumped === true || answer.errored === null;
  return errorTypeOf(isByTheBot ? ABORT : answer.errored);
};
const ABORT = { code: 'ABORT_ERR' };

/** The reader is told of the end before the bot is. */
const readAnswer = (
  { surroundings }: OutgoingListening,
  outgoing: OutgoingRequest,
  reading: OutgoingReading,
  response: Answer,
): void => {
  reading.answering((name) => {
    const value = response.headers[name];
    return typeof value === 'string' ? value : undefined;
  });
  const end = () => {
    outgoing.reading = undefined;
    reading.ended();
  };
  tapMessage(response, { add: (chunk, encoding) => reading.received(chunk, encoding), end }, surroundings);
};

type Write = (this: ClientRequest, ...values: unknown[]) => never;

const readWritten = (listening: OutgoingListening, request: ClientRequest, reading: OutgoingReading): void => {
  for (const method of ['write', 'end'] as const) {
    const original = request[method] as Write;
    const readingAlong: Write = function readingAlong(this: ClientRequest, ...values) {
      const [chunk, encoding] = values;
      if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') {
        listening.sent(reading, chunk, encoding);
      }
      return original.apply(this, values);
    };
    request[method] = readingAlong;
  }
};
