// A process of its own: takes OTLP over HTTP, and counts the requests of the bot that it hears of.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from '../../servers/control.cjs';
import { countRequestMetric, countServerSpans } from './otlp.ts';

/** By the first part of the path: every server sends to one of its own. */
const counted = new Map<string, { spans: number; metric: number }>();

const countsOf = (id: string) => {
  const counts = counted.get(id) ?? { spans: 0, metric: 0 };
  counted.set(id, counts);
  return counts;
};

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const server = createServer(async (request, response) => {
  const body = await bodyOf(request);
  const [, id = '', , signal] = (request.url ?? '').split('/');
  const counts = countsOf(id);
  if (signal === 'traces') counts.spans += countServerSpans(body);
  // Sums are cumulative: the latest export holds them all.
  if (signal === 'metrics') counts.metric = countRequestMetric(body);
  response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
});
const listening = new Promise<number>((resolve) => {
  server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
});

answerParent({
  port: () => listening,
  counted: ({ id }: { id: string }) => countsOf(id),
});
