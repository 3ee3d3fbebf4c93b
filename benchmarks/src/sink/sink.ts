// A process of its own: takes what bots send to OpenTelemetry's collector, Datadog's agent, Elastic's server and Sentry, and
// counts the requests that it hears of.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { answerParent } from '../../servers/control.cjs';
import { countDatadogSpans, countElasticTransactions, countSentryItems } from './agents.ts';
import { createCounts, type SinkCounts } from './counts.ts';
import { countRequestMetric, countServerSpans } from './otlp.ts';

/** By the port that a bot sends to. */
const counted = new Map<number, SinkCounts>();

const open = (): Promise<number> =>
  new Promise((resolve) => {
    const counts = createCounts();
    const server = createServer(async (request, response) => {
      // A bot that is stopped leaves what it had just begun to send.
      const body = await bodyOf(request).catch(() => undefined);
      if (body === undefined) return;
      read(request.url ?? '', body, counts);
      const isOtlp = request.headers['content-type'] === 'application/x-protobuf';
      // An empty message of protobuf's has no bytes.
      response.writeHead(200, { 'content-type': isOtlp ? 'application/x-protobuf' : 'application/json' });
      response.end(isOtlp ? '' : '{}');
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      counted.set(port, counts);
      resolve(port);
    });
  });

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const body = await buffer(request);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
};

const read = (url: string, body: Buffer, counts: SinkCounts): void => {
  if (url === '/v1/traces') counts.spans += countServerSpans(body);
  // Sums are cumulative: the latest export holds them all.
  else if (url === '/v1/metrics') counts.metric = countRequestMetric(body);
  else if (url === '/v0.4/traces') counts.spans += countDatadogSpans(body);
  else if (url.startsWith('/intake/v2/events')) counts.transactions += countElasticTransactions(body);
  else if (url.includes('/envelope/')) {
    const { sessions, transactions } = countSentryItems(body);
    counts.sessions += sessions;
    counts.transactions += transactions;
  }
};

answerParent({
  open,
  counted: ({ port }: { port: number }) => counted.get(port),
});
