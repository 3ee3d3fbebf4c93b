import type { IncomingHttpHeaders } from 'node:http';

/** One address of Astrolabe's own, free of any framework. */
export interface Endpoint {
  /** A GET endpoint answers HEAD as well. */
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Matched exactly, with any query. */
  readonly path: `/${string}`;
  /** Private: needs the token, the admin port, or a direct loopback connection in development. */
  readonly access: 'public' | 'private';
  handle(request: EndpointRequest): EndpointResponse | Promise<EndpointResponse>;
}

export interface EndpointRequest {
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Whether the caller may see private things; a public endpoint may say more to it. */
  readonly authorized: boolean;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  /** The whole body; rejects with `ASTROLABE_BODY_TOO_LARGE` past `maxBytes`. */
  body(maxBytes: number): Promise<Buffer>;
}

/** Plain objects: the first use of a Fetch `Response` loads undici into a bot that may never need it. */
export interface EndpointResponse {
  readonly status: number;
  /** A list is sent as several headers of one name. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array | AsyncIterable<string | Uint8Array>;
}
