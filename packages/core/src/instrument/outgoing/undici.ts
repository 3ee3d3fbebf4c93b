import { listen } from '../channel.js';
import { errorTypeOf } from './error-type.js';
import type { OutgoingListening } from './outgoing-listening.js';
import type { OutgoingReading, OutgoingRequest } from './outgoing-request.js';
import { settle } from './settle.js';

/** Of this copy alone; a symbol costs less than a WeakMap. */
const OUTGOING = Symbol('astrolabe.outgoing');

/** undici's own request; `body` is what it will send, and is read when it does. */
interface UndiciRequest {
  readonly method: string;
  readonly path: string;
  readonly origin: unknown;
  readonly upgrade: unknown;
  /** Name, value, name, value …; in undici 5, lines of text. */
  readonly headers: readonly unknown[] | string;
  body: unknown;
  addHeader(name: string, value: string): unknown;
  [OUTGOING]?: OutgoingRequest | undefined;
}

/**
 * Listens to `fetch` and undici by their channels. The answer is found by the request object: on a kept-alive
 * connection it is told of in the context of whoever opened the connection.
 */
export const listenToUndici = (listening: OutgoingListening): (() => void) => {
  const { surroundings } = listening;
  const { clock } = surroundings;
  const telling = new WeakSet<object>();
  const on = <M extends { readonly request: UndiciRequest }>(event: string, act: (message: M) => void) =>
    listen<M>(`undici:request:${event}`, surroundings, act);

  const ends = [
    on('create', ({ request }) => begin(listening, request, telling)),
    on<{ request: UndiciRequest; chunk: unknown }>('bodyChunkSent', ({ request, chunk }) => {
      const outgoing = request[OUTGOING];
      if (outgoing?.isTold) outgoing.reading?.sent(chunk);
      else if (outgoing !== undefined) telling.add(Object.getPrototypeOf(request));
    }),
    on<{ request: UndiciRequest; response: UndiciResponse }>('headers', ({ request, response }) => {
      const outgoing = request[OUTGOING];
      // 100 and 103 come before the answer.
      if (outgoing === undefined || response.statusCode < 200) return;
      outgoing.statusCode = response.statusCode;
      outgoing.headMs = clock.nowMs();
      outgoing.reading?.answering((name) => headerOf(response, name));
    }),
    on<{ request: UndiciRequest; chunk: unknown }>('bodyChunkReceived', ({ request, chunk }) => {
      request[OUTGOING]?.reading?.received(chunk);
    }),
    on('trailers', ({ request }) => end(listening, request, undefined)),
    on<{ request: UndiciRequest; error: unknown }>('error', ({ request, error }) => end(listening, request, error)),
  ];
  return () => {
    for (const each of ends) each();
  };
};

/** A tunnel through a proxy and a WebSocket are told of at their beginning, and never again. */
const begin = (listening: OutgoingListening, request: UndiciRequest, telling: WeakSet<object>): void => {
  const { method, path, upgrade } = request;
  if (method === 'CONNECT' || upgrade) return;
  const outgoing = listening.begin('undici', method, path);
  if (outgoing === undefined) return;
  const recorder = listening.recorderOf('undici');
  request[OUTGOING] = outgoing;
  recorder?.begin(outgoing, String(request.origin));
  if (outgoing.reading !== undefined) {
    outgoing.isTold = isAsyncIterable(request.body) && telling.has(Object.getPrototypeOf(request));
    if (!outgoing.isTold) readBody(listening, request, outgoing.reading);
  }
  if (outgoing.server?.isTrusted && outgoing.span !== undefined && !hasHeader(request, 'traceparent')) {
    recorder?.propagate(outgoing.span, request, addHeader);
  }
};

const addHeader = (request: UndiciRequest, name: string, value: string): void => {
  request.addHeader(name, value);
};

const end = (listening: OutgoingListening, request: UndiciRequest, error: unknown): void => {
  const outgoing = request[OUTGOING];
  if (outgoing === undefined) return;
  request[OUTGOING] = undefined;
  if (error !== undefined) outgoing.errorType = errorTypeOf(error);
  settle(outgoing, listening.recorderOf('undici'), listening.surroundings.clock.nowMs());
};

interface UndiciResponse {
  readonly statusCode: number;
  /** Names and values in turn. */
  readonly headers: readonly unknown[];
}

const headerOf = ({ headers }: UndiciResponse, name: string): string | undefined => {
  const at = indexOfHeader(headers, name);
  return at < 0 ? undefined : String(headers[at + 1]);
};

/** Names are text or bytes; those of another length need not be read. */
const indexOfHeader = (headers: readonly unknown[], name: string): number => {
  for (let index = 0; index < headers.length; index += 2) {
    const each = headers[index] as { readonly length?: unknown };
    if (each.length === name.length && String(each).toLowerCase() === name) return index;
  }
  return -1;
};

const hasHeader = ({ headers }: UndiciRequest, name: string): boolean => {
  if (typeof headers === 'string') return headers.toLowerCase().includes(`${name}:`);
  return indexOfHeader(headers, name) >= 0;
};

/**
 * Text and bytes are there already. A stream is read along while undici reads it, on this one request, unless this undici
 * tells of each piece that it sends: since 7.15, which is seen when one of its requests does.
 */
const readBody = (listening: OutgoingListening, request: UndiciRequest, reading: OutgoingReading): void => {
  const { body } = request;
  if (body === null || body === undefined) return;
  if (isAsyncIterable(body)) request.body = readingAlong(listening, body, reading);
  else reading.sent(body);
};

async function* readingAlong(
  listening: OutgoingListening,
  body: AsyncIterable<unknown>,
  reading: OutgoingReading,
): AsyncGenerator<unknown> {
  for await (const chunk of body) {
    listening.sent(reading, chunk);
    yield chunk;
  }
}

/** A Node stream is left alone: undici asks it for more than its chunks. */
const isAsyncIterable = (body: unknown): body is AsyncIterable<unknown> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body && !('pipe' in body);
