import { BodyCopy } from '../body-copy.js';
import { listen } from '../channel.js';
import { OutgoingRequest, type OutgoingSurroundings, type OutgoingWatcher } from './outgoing-request.js';

/** undici's own request; `body` is what it will send, and is read when it does. */
interface UndiciRequest {
  readonly method: string;
  readonly path: string;
  body: unknown;
  /** Each watcher has a symbol of its own: it costs less than a WeakMap. */
  [watcher: symbol]: OutgoingRequest | undefined;
}

/**
 * Watches `fetch` and undici by their channels. The answer is found by the request object: on a kept-alive connection
 * it is told of in the context of whoever opened the connection.
 */
export const watchUndici = (watcher: OutgoingWatcher, surroundings: OutgoingSurroundings): (() => void) => {
  const WATCHED = Symbol(`astrolabe.${watcher.name}`);
  const on = <M extends { readonly request: UndiciRequest }>(event: string, act: (message: M) => void) =>
    listen<M>(`undici:request:${event}`, surroundings, act);

  const ends = [
    on('create', ({ request }) => {
      const { method, path } = request;
      if (!watcher.wants(method, path)) return;
      const outgoing = new OutgoingRequest(method, path, surroundings, watcher.maxBodyBytes);
      copyBody(request, outgoing.sent);
      request[WATCHED] = outgoing;
    }),
    on<{ request: UndiciRequest; response: { statusCode: number } }>('headers', ({ request, response }) => {
      const outgoing = request[WATCHED];
      // 100 and 103 come before the answer.
      if (outgoing !== undefined && response.statusCode >= 200) outgoing.statusCode = response.statusCode;
    }),
    on<{ request: UndiciRequest; chunk: unknown }>('bodyChunkReceived', ({ request, chunk }) => {
      const outgoing = request[WATCHED];
      if (outgoing === undefined) return;
      outgoing.answer ??= new BodyCopy(watcher.maxBodyBytes);
      outgoing.answer.add(chunk);
    }),
    on('trailers', ({ request }) => {
      const outgoing = request[WATCHED];
      if (outgoing === undefined || outgoing.statusCode === 0) return;
      request[WATCHED] = undefined;
      watcher.answered(outgoing, outgoing.statusCode, outgoing.answer?.bytes());
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
};

/** Text and bytes are there already; a stream is copied while undici reads it, on this one request. */
const copyBody = (request: UndiciRequest, copy: BodyCopy): void => {
  const { body } = request;
  if (body === null || body === undefined) return;
  if (isAsyncIterable(body)) request.body = copying(body, copy);
  else copy.add(body);
};

async function* copying(body: AsyncIterable<unknown>, copy: BodyCopy): AsyncGenerator<unknown> {
  for await (const chunk of body) {
    copy.add(chunk);
    yield chunk;
  }
}

/** A Node stream is left alone: undici asks it for more than its chunks. */
const isAsyncIterable = (body: unknown): body is AsyncIterable<unknown> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body && !('pipe' in body);
