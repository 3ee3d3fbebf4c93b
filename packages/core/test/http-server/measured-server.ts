import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach } from 'vitest';
import type { HistogramSeries } from '../../src/metrics/histogram.js';
import { ACTIVE_REQUESTS, REQUEST_DURATION } from '../../src/metrics/request-metrics.js';
import { eventually } from '../../src/testing/eventually.js';
import { type IsolatedRuntime, isolatedRuntime } from '../../src/testing/isolated-runtime.js';
import { createManualClock, type ManualClock } from '../../src/testing/manual-clock.js';
import type { Transaction } from '../../src/tracing/transaction.js';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** The head of a request, as it is sent. */
export const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;

/** A server of `node:http` whose requests are counted; each test has one of its own. */
export class MeasuredServer {
  isolated!: IsolatedRuntime;
  clock!: ManualClock;
  server!: Server;
  /** Every transaction that has ended. */
  ended: Transaction[] = [];
  /** Ends the counting. */
  stop: () => void = () => undefined;

  constructor() {
    beforeEach(() => this.begin());
    afterEach(() => this.end());
  }

  async serve(handler: Handler): Promise<void> {
    this.server = createServer(handler).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** Counts by `METHOD status`. */
  counts(): Readonly<Record<string, number>> {
    const rows: Record<string, number> = {};
    for (const { labels, value } of this.series(REQUEST_DURATION)) {
      const of = Object.fromEntries(labels);
      const key = `${of.http_request_method} ${of.http_response_status_code}`;
      rows[key] = (rows[key] ?? 0) + (value as HistogramSeries).count;
    }
    return rows;
  }

  get total(): number {
    return Object.values(this.counts()).reduce((sum, count) => sum + count, 0);
  }

  get active(): number {
    return this.series(ACTIVE_REQUESTS)[0]?.value as number;
  }

  series(metric: string) {
    return [...(this.isolated.runtime.metrics.family(metric)?.series() ?? [])];
  }

  becomesActive(requests = 1): Promise<void> {
    return eventually(`${requests} requests are active`, () => this.active === requests);
  }

  settles(requests: number): Promise<void> {
    return eventually(`${requests} requests are counted`, () => this.total === requests);
  }

  private begin(): void {
    this.clock = createManualClock();
    this.isolated = isolatedRuntime({ clock: this.clock });
    const { runtime } = this.isolated;
    this.ended = [];
    runtime.recorder.add({ name: 'test', transactionEnded: (transaction) => this.ended.push(transaction) });
    runtime.declareRequestMetrics(2_000);
    this.stop = runtime.httpServer.enable();
  }

  private async end(): Promise<void> {
    this.stop();
    this.server?.closeAllConnections();
    this.server?.close();
    await this.isolated.dispose();
  }
}
