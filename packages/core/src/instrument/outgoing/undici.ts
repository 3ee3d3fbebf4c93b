import { BodyCopy } from '../body-copy.js';
import { listen } from '../channel.js';
import type { OutgoingRequest, OutgoingSurroundings, OutgoingWatcher } from './outgoing-request.js';

/** undici's own request; `body` is what it will send, and is read when it does. */
interface UndiciRequest {
  readonly method: string;
  readonly path: string;
  body: unknown;
}

/**
 * Watches `fetch` and undici by their channels. The answer is found by the request object: on a kept-alive connection
 * it is told of in the context of whoever opened the connection.
 */
export const watchUndici = (watcher: OutgoingWatcher, surroundings: OutgoingSurroundings): (() => void) => {
  const pending = new WeakMap<object, OutgoingRequest>();

  const ends = [
    listen<{ request: UndiciRequest }>('undici:request:create', surroundings, ({ request }) => {
      const { method, path } = request;
      if (!watcher.wants(method, path)) return;
      const copy = new BodyCopy(watcher.maxBodyBytes);
      copyBody(request, copy);
      const transaction = surroundings.tracer.active()?.transaction;
      pending.set(request, { method, path, transaction, body: () => copy.bytes() });
    }),
    listen<{ request: UndiciRequest; response: { statusCode: number } }>(
      'undici:request:headers',
      surroundings,
      ({ request, response }) => {
        const outgoing = pending.get(request);
        // 100 and 103 come before the answer.
        if (outgoing === undefined || response.statusCode < 200) return;
        pending.delete(request);
        watcher.answered(outgoing, response.statusCode);
      },
    ),
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
