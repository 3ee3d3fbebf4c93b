import type { Diagnostics } from '../diagnostics.js';

/** An address rather than a pattern: a query, a number as long as a phone's, an e-mail address, an encoded character. */
const OF_ONE_REQUEST = /[?#@%\s]|\d{6}/;
const MAX_LENGTH = 200;

/** Tells patterns of routes from addresses of requests, which would show users in labels. */
export class RoutePatterns {
  private readonly known = new Set<string>();
  private readonly limit: number;
  private readonly diagnostics: Diagnostics;

  constructor(limit: number, diagnostics: Diagnostics) {
    this.limit = limit;
    this.diagnostics = diagnostics;
  }

  /** Looks at each text once, and remembers those that are patterns. Never throws. */
  isPattern(text: unknown): text is string {
    if (this.known.has(text as string)) return true;
    if (!isPattern(text)) {
      this.diagnostics.warnOnce(
        'ASTROLABE_ROUTE_INVALID',
        'a route was named by what is no pattern, and is left out; ' +
          "name the pattern of the route, such as '/users/:id', and not the address of the request",
      );
      return false;
    }
    // What comes beyond is counted under one route anyway.
    if (this.known.size < this.limit) this.known.add(text);
    return true;
  }
}

const isPattern = (text: unknown): text is string =>
  typeof text === 'string' && text.startsWith('/') && text.length <= MAX_LENGTH && !OF_ONE_REQUEST.test(text);
