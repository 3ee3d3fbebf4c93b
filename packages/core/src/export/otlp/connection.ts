import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Clock } from '../../clock.js';
import type { Certificates } from '../otlp-exporters.js';

/** What a collector has answered. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly contentType: string | undefined;
  /** Nothing where it was long, or broke off: what a collector has to say about a batch is short. */
  readonly body: Uint8Array;
}

/** A way to one collector. */
export interface Connection {
  /** Sends one body; rejects where nobody answers within `timeoutMs`. */
  post(body: Uint8Array, timeoutMs: number): Promise<Answer>;
  close(): void;
}

const MAX_BODY_BYTES = 64 * 1024;

/** One connection, that is kept, by Node's own client: `fetch` takes five times as much of the bot's time. */
export const connect = (
  clock: Clock,
  url: URL,
  headers: Readonly<Record<string, string>>,
  certificates: Certificates,
): Connection => {
  const name = url.protocol === 'https:' ? 'node:https' : 'node:http';
  const { request, Agent } = process.getBuiltinModule(name) as typeof import('node:https');
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...certificates, ...proxyOfEnvironment() });

  const post = (body: Uint8Array, timeoutMs: number): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const untilMs = clock.nowMs() + timeoutMs;
      const sent = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } });
      let late: () => void = () => sent.destroy(new TimeoutError('no answer in time'));
      const cancel = clock.after(timeoutMs, () => late());
      sent.on('response', (response) => {
        late = () => response.destroy();
        readShort(response, (read) => {
          cancel();
          resolve(answerOf(response, read));
        });
      });
      sent.on('error', (error) => {
        cancel();
        if (wasClosedBefore(sent, error)) resolve(post(body, untilMs - clock.nowMs()));
        else reject(error);
      });
      sent.end(body);
    });
  return { post, close: () => agent.destroy() };
};

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** The collector closed what it had kept open, just as it was used again. */
const wasClosedBefore = ({ reusedSocket }: ClientRequest, error: Error): boolean =>
  reusedSocket && !(error instanceof TimeoutError);

/** As Node's own requests do where this variable is set. */
const proxyOfEnvironment = () => (process.env.NODE_USE_ENV_PROXY === '1' ? { proxyEnv: process.env } : {});

const answerOf = ({ statusCode, headers }: IncomingMessage, body: Uint8Array): Answer => ({
  status: statusCode ?? 0,
  retryAfter: headers['retry-after'],
  contentType: headers['content-type'],
  body,
});

/** The answer's head has said what became of the batch: nothing that its body does changes that. */
const readShort = (response: IncomingMessage, done: (body: Uint8Array) => void): void => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  response.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    // Nobody waits for what may have no end.
    else response.destroy();
  });
  // Whatever its end was.
  response.on('close', () => done(response.complete ? Buffer.concat(chunks) : Buffer.alloc(0)));
  response.on('error', () => undefined);
};
