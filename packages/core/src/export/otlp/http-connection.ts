import type { ClientRequest, IncomingMessage } from 'node:http';
import {
  type Answer,
  type Connection,
  type Destined,
  InvalidAnswerError,
  MAX_BODY_BYTES,
  TimeoutError,
} from './connection.js';

/** One connection, that is kept, by Node's own client, which knows of proxies. */
export const connectByHttp = ({ clock, url, headers, certificates }: Destined): Connection => {
  const name = url.protocol === 'https:' ? 'node:https' : 'node:http';
  const { request, Agent } = process.getBuiltinModule(name) as typeof import('node:https');
  const proxy = usesProxy() ? { proxyEnv: process.env } : {};
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...certificates, ...proxy });
  let isClosed = false;

  const post = (body: Uint8Array, timeoutMs: number): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const untilMs = clock.nowMs() + timeoutMs;
      const sent = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } });
      let late: () => void = () => sent.destroy(new TimeoutError());
      let hasBegun = false;
      const cancel = clock.after(timeoutMs, () => late());
      sent.on('response', (response) => {
        hasBegun = true;
        late = () => response.destroy();
        readShort(response, (read) => {
          cancel();
          resolve(answerOf(response, read));
        });
      });
      sent.on('upgrade', (_response, socket) => {
        cancel();
        socket.destroy();
        reject(new InvalidAnswerError());
      });
      sent.on('error', (error) => {
        if (hasBegun) return;
        cancel();
        if (wasClosedBefore(sent, error) && !isClosed) resolve(post(body, untilMs - clock.nowMs()));
        else reject(error);
      });
      sent.end(body);
    });
  return {
    post,
    close: () => {
      isClosed = true;
      agent.destroy();
    },
  };
};

/** Whether Node's own requests go by the proxies that the environment names. */
export const usesProxy = (): boolean =>
  process.env.NODE_USE_ENV_PROXY === '1' ||
  [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((flags) => flags.includes('--use-env-proxy'));

/** The collector closed what it had kept open, just as it was used again. */
const wasClosedBefore = ({ reusedSocket }: ClientRequest, { code }: NodeJS.ErrnoException): boolean =>
  reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');

const answerOf = ({ statusCode, headers }: IncomingMessage, body: Uint8Array): Answer => ({
  status: statusCode ?? 0,
  retryAfter: headers['retry-after'],
  contentType: headers['content-type'],
  body,
});

const NOTHING = new Uint8Array(0);

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
  response.on('close', () => done(response.complete && bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks) : NOTHING));
  response.on('error', () => undefined);
};
