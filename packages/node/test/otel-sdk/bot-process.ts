import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, get, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { countedRequests } from '../counted-requests.js';

const program = fileURLToPath(new URL('fixtures/bot.cjs', import.meta.url));

/** What the bot's owner has set up. */
export interface Setup {
  readonly framework: 'express' | 'fastify';
  readonly sdk: 'SDK 2' | 'SDK 3';
  /** When the SDK is set up: before Astrolabe is on, or after. */
  readonly order: 'before' | 'after';
  /** Of the traces that begin in the bot. */
  readonly ratio: number;
  /** Whether theirs has our span processor. */
  readonly processor: boolean;
}

export interface OwnersSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parent?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}
interface OurSpan {
  readonly name: string;
  readonly kind: number;
  readonly spanId: string;
  readonly parent: string;
  readonly ended: boolean;
}
export interface OurRequest {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly statusCode: number;
  readonly spans: readonly OurSpan[];
}
/** The trace that each answer was made in, as both say. */
interface Chart {
  readonly ours?: string;
  readonly theirs?: string;
}
export interface Visit {
  readonly charts: readonly Chart[];
  readonly metrics: string;
  /** What the owner's SDK exported. */
  readonly spans: readonly OwnersSpan[];
  readonly requests: readonly OurRequest[];
  /** The `traceparent` of every request that the bot made. */
  readonly asked: readonly string[];
}

const WEBHOOK = JSON.stringify({
  entry: [
    {
      changes: [
        {
          value: {
            metadata: { phone_number_id: '106540352242922' },
            messages: [{ id: 'wamid.x', from: '491701234567', type: 'text', text: { body: 'leo' } }],
          },
        },
      ],
    },
  ],
});

/** By `node:http`, each on a connection of its own: nothing is retried, and nothing is added. */
const send = async (url: string, body?: string): Promise<string> => {
  const headers = { accept: 'application/openmetrics-text', 'content-type': 'application/json' };
  const outgoing = request(url, { method: body === undefined ? 'GET' : 'POST', agent: false, headers }).end(body);
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return text;
};

/** Visits a bot in a process of its own: so many charts, a message, a failure, an unknown address, and one who leaves. */
export const visit = async (setup: Setup, charts: number): Promise<Visit> => {
  const asked: string[] = [];
  const upstream = createServer((incoming, response) => {
    asked.push(String(incoming.headers.traceparent ?? ''));
    incoming.resume();
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const { port: upstreamPort } = upstream.address() as AddressInfo;
  const env = { ...process.env, NODE_ENV: 'development', ASTROLABE_LOG_LEVEL: 'warn' };
  const bot = fork(program, [JSON.stringify({ ...setup, upstream: upstreamPort })], { env, execArgv: [] });
  try {
    const [{ port }] = (await once(bot, 'message')) as [{ readonly port: number }];
    const origin = `http://127.0.0.1:${port}`;
    const answers: Chart[] = [];
    for (let index = 0; index < charts; index++) answers.push(JSON.parse(await send(`${origin}/charts/leo`)) as Chart);
    await send(`${origin}/webhook`, WEBHOOK);
    await send(`${origin}/broken`);
    await send(`${origin}/nowhere`);
    const leaving = get(`${origin}/hanging`, { agent: false }).on('error', () => undefined);
    await once(bot, 'message');
    leaving.destroy();
    const metrics = await countedAll(origin, charts + 4);
    bot.send('report');
    const [report] = (await once(bot, 'message')) as [Pick<Visit, 'spans' | 'requests'>];
    return { charts: answers, metrics, asked, ...report };
  } finally {
    bot.kill();
    upstream.close();
  }
};

/** The page when it has all that came, the one that left as well. */
const countedAll = async (origin: string, requests: number): Promise<string> => {
  for (let tries = 0; ; tries++) {
    const page = await send(`${origin}/metrics`);
    const total = Object.values(countedRequests(page)).reduce((sum, each) => sum + each, 0);
    if (total >= requests || tries === 200) return page;
  }
};
