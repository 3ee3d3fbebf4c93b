/** What a request of Express carries when its response closes. */
export interface ExpressRequest {
  readonly url?: string;
  /** The part of the path that the mounts have taken: a concrete one. Express restores it when an error leaves them. */
  readonly baseUrl?: string;
  /** The application that has the request; the outermost again after an error. */
  readonly app?: unknown;
  /** The last route that took the request. */
  readonly route?: unknown;
}

/**
 * The path that the router tree has seen. Mounts move its beginning from `url` to `baseUrl`, and the sum stays; unlike
 * `originalUrl` it follows a bot that rewrites `url`.
 */
export const requestPath = ({ baseUrl = '', url = '/' }: ExpressRequest): string => baseUrl + pathOf(url);

const pathOf = (url: string): string => {
  const end = url.search(/[?#]/);
  const withoutQuery = end < 0 ? url : url.slice(0, end);
  // A proxy's request line holds the host as well.
  return withoutQuery.startsWith('/') ? withoutQuery : withoutQuery.replace(/^[^/?#]+:\/\/[^/]*/, '');
};

/** What is left of a path for the next level, as Express hands it on: always with a slash in front. */
export const restAfter = (path: string, taken: string): string => {
  const rest = path.slice(taken.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
};
