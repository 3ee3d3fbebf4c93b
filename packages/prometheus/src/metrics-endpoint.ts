import type { Clock, Endpoint, EndpointResponse } from '@astrolabe/core';
import { gzip } from './gzip.js';
import { prefersGzip } from './negotiation/encoding.js';
import { negotiateFormat } from './negotiation/media-type.js';
import type { MetricsPage } from './page.js';
import { createTurnstile, type Turnstile } from './turnstile.js';

/** Two Prometheus servers, as in a pair for high availability, do not wait for each other. */
const PAGES_AT_ONCE = 2;
const MAX_WAITING = 32;
/** Prometheus' default scrape timeout: whoever reads for longer has gone, or has time. */
const LEASE_MS = 10_000;

const COMMON_HEADERS = { vary: 'Accept, Accept-Encoding', 'cache-control': 'no-store' };
const BUSY: EndpointResponse = {
  status: 503,
  headers: { ...COMMON_HEADERS, 'retry-after': '5' },
  body: 'Too many scrapes at once: scrape less often, or from fewer places\n',
};

/** `/metrics`. A few pages are written at a time; further callers wait for theirs, and too many are sent away. */
export const createMetricsEndpoint = (path: `/${string}`, page: MetricsPage, clock: Clock): Endpoint => {
  const turnstile = createTurnstile({ places: PAGES_AT_ONCE, waiting: MAX_WAITING, leaseMs: LEASE_MS, clock });
  return {
    method: 'GET',
    path,
    access: 'private',
    handle: ({ headers }) => {
      if (turnstile.isFull) return BUSY;
      const format = negotiateFormat(headers.accept);
      const text = inTurn(turnstile, () => page.render(format));
      const common = { ...COMMON_HEADERS, 'content-type': format.contentType };
      return prefersGzip(String(headers['accept-encoding'] ?? ''))
        ? { status: 200, headers: { ...common, 'content-encoding': 'gzip' }, body: gzip(text) }
        : { status: 200, headers: common, body: text };
    },
  };
};

/** The turn is taken when the first part is asked for: the answer to HEAD asks for none. */
async function* inTurn(turnstile: Turnstile, render: () => AsyncIterable<string>): AsyncGenerator<string> {
  const leave = await turnstile.enter();
  try {
    yield* render();
  } finally {
    leave();
  }
}
