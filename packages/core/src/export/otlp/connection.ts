import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Certificates } from '../otlp-exporters.js';

/** What a collector has answered. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly contentType: string | undefined;
  /** Nothing where it was long, or broke off: what a collector has to say about a batch is short. */
  readonly body: Uint8Array;
}

const MAX_BODY_BYTES = 64 * 1024;
const NOTHING = new Uint8Array(0);

/** A way to one collector. */
export interface Connection {
  /** Sends one body; rejects where nobody answers before `signal` is aborted. */
  post(body: Uint8Array, signal: AbortSignal): Promise<Answer>;
  close(): void;
}

/** One connection, that is kept, by Node's own client: `fetch` takes five times as much of the bot's time. */
export const connect = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  certificates: Certificates,
): Connection => {
  const name = url.protocol === 'https:' ? 'node:https' : 'node:http';
  const { request, Agent } = process.getBuiltinModule(name) as typeof import('node:https');
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...certificates, ...proxyOfEnvironment() });
  const post = async (body: Uint8Array, signal: AbortSignal): Promise<Answer> => {
    let sent: ClientRequest | undefined;
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        sent = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length }, signal });
        sent.on('response', resolve);
        sent.on('error', reject);
        sent.end(body);
      });
      return await answerOf(response);
    } catch (error) {
      // The collector closed what it had kept open, just as it was used again.
      if (sent?.reusedSocket && !signal.aborted) return post(body, signal);
      throw error;
    }
  };
  return { post, close: () => agent.destroy() };
};

/** As Node's own requests do where this variable is set. */
const proxyOfEnvironment = () => (process.env.NODE_USE_ENV_PROXY === '1' ? { proxyEnv: process.env } : {});

const answerOf = async (response: IncomingMessage): Promise<Answer> => ({
  status: response.statusCode ?? 0,
  retryAfter: response.headers['retry-after'],
  contentType: response.headers['content-type'],
  body: await short(response),
});

/** The answer's head has said what became of the batch: nothing that its body does changes that. */
const short = async (response: IncomingMessage): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      // Leaving ends the connection: nobody waits for what may have no end.
      if (bytes > MAX_BODY_BYTES) return NOTHING;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch {
    return NOTHING;
  }
};
