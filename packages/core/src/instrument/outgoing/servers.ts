import { isKnownMethod, OTHER_METHOD } from '../../metrics/http-method.js';
import { RouteSeries } from '../../metrics/request-metrics.js';
import type { ClientDurations } from './client-metrics.js';

/** The address of servers beyond the limit, and of those whose name may be somebody's number. */
const OTHER = '(other)';
/** A bot that follows its users' links meets any number of servers. */
const MAX_SERVERS = 100;
const LONG_NUMBER = /\d{7}/;

/** One server that the bot makes requests to, with the series they are counted in. */
export class Server {
  readonly address: string;
  /** Undefined where it cannot be known. */
  readonly port: number | undefined;
  readonly scheme: string;
  /** As much of the URL as is nobody's secret: a path may have a number, a token or a name in it. */
  readonly url: string;
  /** Whether it may know of our traces. */
  readonly isTrusted: boolean;
  private readonly attributesByMethod = new Map<string, object>();
  private readonly durations: ClientDurations;
  private readonly labels: readonly [address: string, port: string];
  private readonly answered: RouteSeries;

  constructor(url: URL | undefined, durations: ClientDurations, isTrusted: boolean, isCounted: boolean) {
    const isNamed = url !== undefined && url.hostname !== '' && !LONG_NUMBER.test(url.hostname.replace(/^\[.*/, ''));
    this.address = isNamed ? url.hostname : OTHER;
    this.port = isNamed ? portOf(url) : undefined;
    this.scheme = url?.protocol.slice(0, -1) ?? 'http';
    this.url = isNamed ? `${url.origin}/REDACTED` : `${this.scheme}://REDACTED/`;
    this.isTrusted = isTrusted;
    this.durations = durations;
    this.labels = isCounted ? [this.address, String(this.port ?? '')] : [OTHER, ''];
    this.answered = new RouteSeries(this.address, (method, _address, status) =>
      durations.at(method, ...this.labels, status, Number(status) >= 400 ? status : ''),
    );
  }

  /** What a span of a request to it begins with: one object for all of them, which nobody changes. */
  attributes(method: string): object {
    return this.attributesByMethod.get(method) ?? this.describe(method);
  }

  count(method: string, statusCode: number, errorType: string | undefined, seconds: number): void {
    if (errorType === undefined) {
      this.answered.count(method, statusCode, seconds);
      return;
    }
    const status = statusCode === 0 ? '' : String(statusCode);
    this.durations
      .at(isKnownMethod(method) ? method : OTHER_METHOD, ...this.labels, status, errorType)
      .observe(seconds);
  }

  /** Source of the names: OpenTelemetry, semantic conventions for HTTP client spans. */
  private describe(method: string): object {
    const attributes = {
      'http.request.method': method,
      'server.address': this.address,
      'server.port': this.port,
      'url.scheme': this.scheme,
      'url.full': this.url,
    };
    this.attributesByMethod.set(method, attributes);
    return attributes;
  }
}

/** The servers that the bot makes requests to, by their origin: `https://example.org:8443`. */
export class Servers {
  private readonly known = new Map<string, Server>();
  private readonly durations: ClientDurations;
  private readonly isTrusted: (hostname: string) => boolean;

  constructor(durations: ClientDurations, isTrusted: (hostname: string) => boolean) {
    this.durations = durations;
    this.isTrusted = isTrusted;
  }

  of(origin: string): Server {
    return this.known.get(origin) ?? this.meet(origin);
  }

  private meet(origin: string): Server {
    const url = URL.parse(origin) ?? undefined;
    const isTrusted = url !== undefined && this.isTrusted(url.hostname);
    const hasRoom = this.known.size < MAX_SERVERS;
    const server = new Server(url, this.durations, isTrusted, hasRoom);
    if (hasRoom) this.known.set(origin, server);
    return server;
  }
}

const portOf = ({ port, protocol }: URL): number | undefined => {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
};
