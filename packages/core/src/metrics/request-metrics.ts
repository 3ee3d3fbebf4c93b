import type { HistogramSeries } from './histogram.js';
import type { Histogram, MetricStore } from './store.js';

/** The label of requests that no route of the bot took. It has no slash, so no pattern looks like it. */
export const UNMATCHED_ROUTE = '(unmatched)';

/** Source: OpenTelemetry, HTTP semantic conventions: other methods are `_OTHER`. */
const METHODS = [
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'QUERY',
  '_OTHER',
] as const;
const OTHER_METHOD = METHODS.length - 1;
const METHOD_INDEX = new Map<string, number>(METHODS.map((method, index) => [method, index]));

type RequestLabels = { http_request_method: 'open'; http_route: 'open'; http_response_status_code: 'open' };

/** A route's pattern with the series it has been counted in, so that counting hashes no labels. */
export class RouteSeries {
  readonly pattern: string;
  private readonly histogram: Histogram<RequestLabels>;
  private readonly byKey = new Map<number, HistogramSeries>();
  private lastKey = -1;
  private last: HistogramSeries | undefined = undefined;

  constructor(pattern: string, histogram: Histogram<RequestLabels>) {
    this.pattern = pattern;
    this.histogram = histogram;
  }

  count(method: string, statusCode: number, seconds: number): void {
    const key = (METHOD_INDEX.get(method) ?? OTHER_METHOD) * 1_000 + statusCode;
    // Most routes answer one method with one status.
    if (key !== this.lastKey || this.last === undefined) {
      this.last = this.byKey.get(key) ?? this.create(key, statusCode);
      this.lastKey = key;
    }
    this.last.observe(seconds);
  }

  private create(key: number, statusCode: number): HistogramSeries {
    const method = METHODS[Math.floor(key / 1_000)] as string;
    const series = this.histogram.at(method, this.pattern, String(statusCode));
    this.byKey.set(key, series);
    return series;
  }
}

/** The names follow OpenTelemetry's HTTP semantic conventions, in Prometheus' spelling. */
export const REQUEST_DURATION = 'http_server_request_duration_seconds';
export const ACTIVE_REQUESTS = 'http_server_active_requests';

export interface RequestMetrics {
  /** The one entry of a pattern; undefined is the shared one of what no route took. */
  route(pattern: string | undefined): RouteSeries;
}

/** Declares the request metrics; `active` is read when a reader comes. */
export const createRequestMetrics = (store: MetricStore, active: () => number, maxSeries: number): RequestMetrics => {
  const histogram = store.histogram(REQUEST_DURATION, {
    help: 'Duration of HTTP requests to the bot, from the parsed request head to the end of the response.',
    labels: { http_request_method: 'open', http_route: 'open', http_response_status_code: 'open' },
    maxSeries,
  });
  store.observedGauge(ACTIVE_REQUESTS, { help: 'HTTP requests that the bot is answering now.' }, active);

  const routes = new Map<string, RouteSeries>();
  const overflow = new RouteSeries('(other)', histogram);
  return {
    route: (pattern = UNMATCHED_ROUTE) => {
      const known = routes.get(pattern);
      if (known !== undefined) return known;
      // A bot that makes up routes as it runs fills its series, and not the memory.
      if (routes.size >= maxSeries) return overflow;
      const route = new RouteSeries(pattern, histogram);
      routes.set(pattern, route);
      return route;
    },
  };
};
