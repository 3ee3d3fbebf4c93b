import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EndpointResponse } from './endpoint.js';

/** Writes an answer; one that comes in parts is written no faster than the caller reads it. */
export const writeResponse = async (
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers = {}, body = '' }: EndpointResponse,
): Promise<void> => {
  const isWhole = typeof body === 'string' || body instanceof Uint8Array;
  response.writeHead(status, {
    ...(isWhole ? { 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(body) } : {}),
    ...headers,
  });
  if (isWhole || request.method === 'HEAD') {
    response.end(isWhole ? body : undefined);
    return;
  }
  for await (const part of body) {
    if (response.destroyed) return;
    if (!response.write(part)) await drained(response);
  }
  response.end();
};

/** A caller that leaves never drains: its close counts as well. */
const drained = async (response: ServerResponse): Promise<void> => {
  const stop = new AbortController();
  const { signal } = stop;
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  } finally {
    stop.abort();
  }
};
