import type { Diagnostics } from '../diagnostics.js';
import type { HistogramSeries } from './histogram.js';
import { HTTP_METHODS, methodIndex } from './http-method.js';
import type { MetricStore } from './store.js';

/** The label of requests that no route of the bot took. It has no slash, so no pattern looks like it. */
export const UNMATCHED_ROUTE = '(unmatched)';

/** Finds or makes the series of a request. */
type SeriesOf = (method: string, pattern: string, statusCode: string) => HistogramSeries;

/** A route's pattern with the series it has been counted in, so that counting hashes no labels. */
export class RouteSeries {
  readonly pattern: string;
  private readonly seriesOf: SeriesOf;
  private readonly byKey = new Map<number, HistogramSeries>();
  private lastKey = -1;
  private last: HistogramSeries | undefined = undefined;

  constructor(pattern: string, seriesOf: SeriesOf) {
    this.pattern = pattern;
    this.seriesOf = seriesOf;
  }

  count(method: string, statusCode: number, seconds: number): void {
    this.series(method, statusCode).observe(seconds);
  }

  series(method: string, statusCode: number): HistogramSeries {
    const key = methodIndex(method) * 1_000 + statusCode;
    // Most routes answer one method with one status.
    if (key !== this.lastKey || this.last === undefined) {
      this.last = this.byKey.get(key) ?? this.create(key, statusCode);
      this.lastKey = key;
    }
    return this.last;
  }

  private create(key: number, statusCode: number): HistogramSeries {
    const method = HTTP_METHODS[Math.floor(key / 1_000)] as string;
    const series = this.seriesOf(method, this.pattern, String(statusCode));
    this.byKey.set(key, series);
    return series;
  }
}

/** The names follow OpenTelemetry's HTTP semantic conventions, in Prometheus' spelling. */
export const REQUEST_DURATION = 'http_server_request_duration_seconds';
export const ACTIVE_REQUESTS = 'http_server_active_requests';
/** The route of what comes after the limit of series: the route is lost, and no failure among it is. */
export const OTHER_ROUTE = '(other)';
/** Room for the methods and statuses of `OTHER_ROUTE`. */
const RESERVE = 200;

export interface RequestMetrics {
  /** The one entry of a pattern; undefined is the shared one of what no route took. */
  route(pattern: string | undefined): RouteSeries;
}

export interface RequestMetricsOptions {
  /** Requests that the bot is answering; read when a reader comes. */
  readonly active: () => number;
  readonly maxSeries: number;
  readonly diagnostics: Diagnostics;
}

/** Declares the request metrics. */
export const createRequestMetrics = (store: MetricStore, options: RequestMetricsOptions): RequestMetrics => {
  const { maxSeries, diagnostics } = options;
  const histogram = store.histogram(REQUEST_DURATION, {
    help: 'Duration of HTTP requests to the bot, from the parsed request head to the end of the response.',
    labels: { http_request_method: 'open', http_route: 'open', http_response_status_code: 'open' },
    maxSeries: maxSeries + RESERVE,
  });
  store.showPercentiles({ metric: REQUEST_DURATION });
  store.observedGauge(ACTIVE_REQUESTS, { help: 'HTTP requests that the bot is answering now.' }, options.active);

  const seriesOf: SeriesOf = (method, pattern, statusCode) => {
    if (histogram.size < maxSeries) return histogram.at(method, pattern, statusCode);
    diagnostics.warnOnce(
      'ASTROLABE_SERIES_OVERFLOW',
      `metric ${REQUEST_DURATION} has reached its limit of ${maxSeries} series; further ones are counted under the ` +
        `route ${OTHER_ROUTE}`,
    );
    return histogram.at(method, OTHER_ROUTE, statusCode);
  };
  const routes = new Map<string, RouteSeries>();
  const other = new RouteSeries(OTHER_ROUTE, seriesOf);
  return {
    route: (pattern = UNMATCHED_ROUTE) => {
      const known = routes.get(pattern);
      if (known !== undefined) return known;
      // A bot that makes up routes as it runs fills its series, and not the memory.
      if (routes.size >= maxSeries) return other;
      const route = new RouteSeries(pattern, seriesOf);
      routes.set(pattern, route);
      return route;
    },
  };
};
