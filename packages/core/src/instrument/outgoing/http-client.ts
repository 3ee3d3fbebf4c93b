import type { ClientRequest, IncomingMessage } from 'node:http';
import type { BodyCopy } from '../body-copy.js';
import { listen } from '../channel.js';
import { tapBody } from '../message-tap.js';
import { OutgoingRequest, type OutgoingSurroundings, type OutgoingWatcher } from './outgoing-request.js';

/**
 * Watches `node:http` and what is built on it (axios, got) by its channels. No channel has the body, so the one request
 * that is wanted gets a `write` and an `end` of its own that look at what passes.
 */
export const watchHttpClient = (watcher: OutgoingWatcher, surroundings: OutgoingSurroundings): (() => void) => {
  const pending = new WeakMap<ClientRequest, OutgoingRequest>();

  const ends = [
    listen<{ request: ClientRequest }>('http.client.request.created', surroundings, ({ request }) => {
      const { method, path } = request;
      if (!watcher.wants(method, path)) return;
      const outgoing = new OutgoingRequest(method, path, surroundings, watcher.maxBodyBytes);
      copyWritten(request, outgoing.sent);
      pending.set(request, outgoing);
    }),
    listen<{ request: ClientRequest; response: IncomingMessage }>(
      'http.client.response.finish',
      surroundings,
      ({ request, response }) => {
        const outgoing = pending.get(request);
        if (outgoing === undefined) return;
        pending.delete(request);
        const received = (answer: Buffer | undefined) => watcher.answered(outgoing, response.statusCode ?? 0, answer);
        tapBody(response, watcher.maxBodyBytes, { received }, surroundings);
      },
    ),
  ];
  return () => {
    for (const end of ends) end();
  };
};

type Write = (this: ClientRequest, ...values: unknown[]) => never;

const copyWritten = (request: ClientRequest, copy: BodyCopy): void => {
  for (const method of ['write', 'end'] as const) {
    const original = request[method] as Write;
    const copying: Write = function copying(this: ClientRequest, ...values) {
      const [chunk, encoding] = values;
      if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') copy.add(chunk, encoding);
      return original.apply(this, values);
    };
    request[method] = copying;
  }
};
