import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { readMsgpack } from './msgpack.ts';

/** A span, or an error, that has left a bot. */
export interface SentSpan {
  readonly id: string;
  readonly parent: string | undefined;
  readonly name: string;
}

/** What tracers send to: OpenTelemetry's collector, Sentry and Datadog's agent at once. */
export interface Collector {
  readonly url: string;
  readonly spans: readonly SentSpan[];
  close(): void;
}

export const startCollector = async (): Promise<Collector> => {
  const spans: SentSpan[] = [];
  const server = createServer(async (request, response) => {
    spans.push(...spansOf(request.url ?? '', await bodyOf(request)));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, spans, close: () => server.close() };
};

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const body = await buffer(request);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
};

const spansOf = (url: string, body: Buffer): readonly SentSpan[] => {
  if (url === '/v1/traces') return otlpSpans(JSON.parse(String(body)));
  if (url.includes('/envelope/')) return String(body).split('\n').flatMap(sentrySpans);
  if (url === '/v0.4/traces') return datadogSpans(readMsgpack(body) as readonly (readonly DatadogSpan[])[]);
  return [];
};

interface OtlpBody {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly { readonly spanId: string; readonly parentSpanId?: string; readonly name: string }[];
    }[];
  }[];
}
const otlpSpans = ({ resourceSpans }: OtlpBody): readonly SentSpan[] =>
  resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map(({ spanId, parentSpanId, name }) => ({ id: spanId, parent: parentSpanId, name }));

interface SentrySpan {
  readonly span_id: string;
  readonly parent_span_id?: string;
  readonly description?: string;
}
interface SentryItem {
  readonly transaction?: string;
  readonly contexts?: { readonly trace?: SentrySpan };
  readonly spans?: readonly SentrySpan[];
  readonly exception?: { readonly values: readonly { readonly value: string }[] };
}
/** An item of an envelope is a line; those that are neither a transaction nor an error hold no spans. */
const sentrySpans = (line: string): readonly SentSpan[] => {
  if (!line.startsWith('{')) return [];
  const { transaction = '', contexts, spans, exception } = JSON.parse(line) as SentryItem;
  const place = contexts?.trace;
  if (place === undefined) return [];
  const name = exception?.values[0]?.value;
  if (name !== undefined) return [{ id: 'error', parent: place.span_id, name }];
  return [{ ...place, description: transaction }, ...(spans ?? [])].map((span) => ({
    id: span.span_id,
    parent: span.parent_span_id,
    name: span.description ?? '',
  }));
};

interface DatadogSpan {
  readonly span_id: string;
  readonly parent_id: string | number;
  readonly name: string;
  readonly resource: string;
}
const datadogSpans = (traces: readonly (readonly DatadogSpan[])[]): readonly SentSpan[] =>
  traces.flat().map(({ span_id, parent_id, name, resource }) => ({
    id: String(span_id),
    parent: Number(parent_id) === 0 ? undefined : String(parent_id),
    name: `${name} ${resource}`,
  }));

/** Each span by its name and those above it: ids and the order of arrival differ from run to run. */
export const treeOf = (spans: readonly SentSpan[]): readonly string[] => {
  const byId = new Map(spans.filter(({ id }) => id !== 'error').map((span) => [span.id, span]));
  const pathOf = ({ name, parent }: SentSpan): string => {
    if (parent === undefined) return name;
    const above = byId.get(parent);
    return `${above === undefined ? '(nobody)' : pathOf(above)} > ${name}`;
  };
  return spans.map(pathOf).sort();
};
