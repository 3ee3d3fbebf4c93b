import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Diagnostics } from '../diagnostics.js';
import type { Access, AccessPolicy } from './access.js';
import type { Endpoint, EndpointResponse } from './endpoint.js';
import { toEndpointRequest } from './endpoint-request.js';
import { writeResponse } from './write-response.js';

/** Whether the bot itself serves GET requests to a path. */
export type ServesPath = (path: string) => boolean;

/**
 * Answers a request to one of Astrolabe's endpoints and says true; else touches nothing and says false. A path that
 * the bot serves itself is left to it.
 */
export type Dispatch = (
  request: IncomingMessage,
  response: ServerResponse,
  botServes: ServesPath,
  /** Where a framework has changed the request's own. */
  url?: string,
) => boolean;

export interface DispatchOptions {
  readonly endpoints: readonly Endpoint[];
  readonly access: AccessPolicy;
  readonly diagnostics: Diagnostics;
  /** Called with every response that is ours, before it is answered: it is not to be counted as the bot's. */
  readonly claimed: (response: ServerResponse) => void;
}

const UNAUTHORIZED: EndpointResponse = {
  status: 401,
  headers: {
    // One header for each: browsers understand no list, and ask for nothing.
    'www-authenticate': ['Basic realm="astrolabe"', 'Bearer realm="astrolabe"'],
    'cache-control': 'no-store',
  },
  body: 'This needs the token: send "Authorization: Bearer <ASTROLABE_TOKEN>", or it as the password of Basic.\n',
};
const FAILED: EndpointResponse = { status: 500, headers: { 'cache-control': 'no-store' }, body: 'Failed\n' };

export const createDispatch = (options: DispatchOptions): Dispatch => {
  const byPath = groupByPath(options.endpoints);
  const isFirstLetter = new Uint8Array(128);
  for (const path of byPath.keys()) isFirstLetter[path.charCodeAt(1)] = 1;

  return (request, response, botServes, url = request.url ?? '') => {
    // One look at the first letter spares the bot's own requests the rest.
    if (url.charCodeAt(0) === SLASH && isFirstLetter[url.charCodeAt(1)] !== 1) return false;
    const path = pathOf(url);
    const endpoint = byPath.get(path)?.get(request.method === 'HEAD' ? 'GET' : (request.method ?? ''));
    if (endpoint === undefined || botServes(path)) return false;
    const access = options.access.check(request);
    // What is closed to everybody is not there, so the bot may have something else there that nobody can see from here.
    if (endpoint.access === 'private' && access === 'closed') return false;
    options.claimed(response);
    void answer(endpoint, access, request, response, options);
    return true;
  };
};

const groupByPath = (endpoints: readonly Endpoint[]): Map<string, Map<string, Endpoint>> => {
  const byPath = new Map<string, Map<string, Endpoint>>();
  for (const endpoint of endpoints) {
    const methods = byPath.get(endpoint.path) ?? new Map<string, Endpoint>();
    byPath.set(endpoint.path, methods.set(endpoint.method, endpoint));
  }
  return byPath;
};

const SLASH = 47;
/** The form of a request through a proxy: `GET http://host/health`. */
const ABSOLUTE_FORM = /^[a-z][a-z\d+.-]*:\/\/[^/?]*/i;

const pathOf = (url: string): string => {
  const target = url.charCodeAt(0) === SLASH ? url : url.replace(ABSOLUTE_FORM, '');
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
};

const answer = async (
  endpoint: Endpoint,
  access: Access,
  request: IncomingMessage,
  response: ServerResponse,
  { diagnostics }: DispatchOptions,
): Promise<void> => {
  try {
    const isGranted = access === 'granted';
    const reply =
      endpoint.access === 'private' && !isGranted
        ? UNAUTHORIZED
        : await endpoint.handle(toEndpointRequest(request, response, isGranted));
    await writeResponse(request, response, reply);
  } catch (error) {
    diagnostics.failed('ASTROLABE_ENDPOINT_FAILED', `the endpoint ${endpoint.path}`, error);
    giveUp(request, response);
  }
};

/** The caller gets a 500, or a broken connection if part of an answer is out already: never half an answer as whole. */
const giveUp = (request: IncomingMessage, response: ServerResponse): void => {
  if (response.headersSent) response.destroy();
  else writeResponse(request, response, FAILED).catch(() => response.destroy());
};
