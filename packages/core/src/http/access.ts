import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * What a caller may see of the private endpoints.
 * `closed`: nothing is open to anybody this way, so there is nothing to log in to and the answer is 404.
 */
export type Access = 'granted' | 'denied' | 'closed';
/** How the private endpoints can be reached, for the start line. */
export type AccessMode = 'token' | 'loopback' | 'closed';

export interface AccessPolicy {
  readonly mode: AccessMode;
  check(request: IncomingMessage): Access;
}

/** Their presence means that somebody passed the request on: then the peer on loopback is a proxy, not the caller. */
const FORWARDING_HEADER =
  /^(?:forwarded|via|x-(?:forwarded|original|real|client|cluster|azure|amzn|envoy|railway|vercel|request-start).*|(?:cf|fly|fastly|cdn|tailscale|true-client|x-true|x-appengine|x-cloud).*)$/;
const LOOPBACK_ADDRESS = /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/;
/** A page in a browser may reach loopback under a name of its own (DNS rebinding); it cannot choose these. */
const LOOPBACK_HOST = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i;

/** The token if there is one; else loopback in development; else nobody. */
export const createAccessPolicy = (token: string | undefined, production: boolean): AccessPolicy => {
  if (token !== undefined) {
    const expected = digest(token);
    return { mode: 'token', check: (request) => (presents(request, expected) ? 'granted' : 'denied') };
  }
  if (production) return { mode: 'closed', check: () => 'closed' };
  return { mode: 'loopback', check: (request) => (isDirectLoopback(request) ? 'granted' : 'closed') };
};

/**
 * Whether the request came from this machine itself, and not through a proxy on it. A proxy that adds nothing cannot be
 * told apart; most add a header, or speak HTTP/1.0 as nginx does.
 */
export const isDirectLoopback = (request: IncomingMessage): boolean =>
  request.httpVersion !== '1.0' &&
  LOOPBACK_ADDRESS.test(request.socket?.remoteAddress ?? '') &&
  LOOPBACK_HOST.test(request.headers.host ?? '') &&
  !Object.keys(request.headers).some((name) => FORWARDING_HEADER.test(name));

const presents = (request: IncomingMessage, expected: Buffer): boolean => {
  const given = credential(request.headers.authorization);
  return given !== undefined && timingSafeEqual(digest(given), expected);
};

/** Digests have one length, so that the comparison takes one time. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The Bearer token, or the password of Basic (which is all that some scrapers can send). */
const credential = (header: string | undefined): string | undefined => {
  const match = /^(bearer|basic) +(\S+)\s*$/i.exec(header ?? '');
  if (match === null) return undefined;
  const [, scheme, value] = match as unknown as [string, string, string];
  if (scheme.toLowerCase() === 'bearer') return value;
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : decoded.slice(colon + 1);
};
