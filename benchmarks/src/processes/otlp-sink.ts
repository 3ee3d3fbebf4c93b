// A process of its own: takes OTLP over HTTP, and counts the requests of the bot that it hears of.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from '../../servers/control.cjs';
import { countRequestMetric, countServerSpans } from './otlp.ts';

const counted = { spans: 0, metric: 0 };

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const server = createServer(async (request, response) => {
  const body = await bodyOf(request);
  if (request.url === '/v1/traces') counted.spans += countServerSpans(body);
  // Sums are cumulative: the latest export holds them all.
  if (request.url === '/v1/metrics') counted.metric = countRequestMetric(body);
  response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
});
const listening = new Promise<number>((resolve) => {
  server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
});

answerParent({
  port: () => listening,
  counted: () => counted,
  reset: () => {
    Object.assign(counted, { spans: 0, metric: 0 });
  },
});
