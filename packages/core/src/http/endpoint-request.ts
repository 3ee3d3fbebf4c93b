import type { IncomingMessage, ServerResponse } from 'node:http';
import { AstrolabeError } from '../errors.js';
import type { EndpointRequest } from './endpoint.js';

/** The view of a Node request that an endpoint gets; each part is made when it is asked for. */
export const toEndpointRequest = (
  request: IncomingMessage,
  response: ServerResponse,
  authorized: boolean,
): EndpointRequest => {
  let signal: AbortSignal | undefined;
  return {
    authorized,
    headers: request.headers,
    get query() {
      const url = request.url ?? '';
      const question = url.indexOf('?');
      return new URLSearchParams(question < 0 ? '' : url.slice(question + 1));
    },
    get signal() {
      signal ??= closeSignal(response);
      return signal;
    },
    body: (maxBytes) => readBody(request, maxBytes),
  };
};

const closeSignal = (response: ServerResponse): AbortSignal => {
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  else response.once('close', () => controller.abort());
  return controller.signal;
};

const readBody = async (request: IncomingMessage, maxBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > maxBytes) {
      throw new AstrolabeError('ASTROLABE_BODY_TOO_LARGE', `the body has more than ${maxBytes} bytes; send less`);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
};
