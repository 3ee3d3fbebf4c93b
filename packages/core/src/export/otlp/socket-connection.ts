import type { Socket } from 'node:net';
import { AnswerReader, type ReadAnswer } from './answer-reader.js';
import { type Connection, type Destined, TimeoutError } from './connection.js';

/** What is about the connection and not about the message is not the owner's to say. */
const HOP_HEADERS = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'expect',
  'upgrade',
  'te',
  'trailer',
]);

/** A request on its way. */
interface Exchange {
  readonly reader: AnswerReader;
  readonly isFirst: boolean;
  readonly done: (answer: ReadAnswer) => void;
  readonly failed: (error: Error) => void;
}

/**
 * One connection, that is kept, and written to without Node's HTTP client: from that one's first request on, every
 * request that comes in is dearer, since its code is that of the server, and the engine has to make it for two.
 */
export const connectBySocket = (destined: Destined): Connection => {
  const { clock } = destined;
  let head: string | undefined;
  let socket: Socket | undefined;
  let exchange: Exchange | undefined;

  const opened = (): Socket => {
    const opening = openSocket(destined);
    opening.setNoDelay(true);
    opening.on('data', (chunk: Buffer) => {
      if (exchange === undefined || socket !== opening) return void opening.destroy();
      try {
        const answer = exchange.reader.read(chunk);
        if (answer !== undefined) answered(opening, exchange, answer);
      } catch (error) {
        opening.destroy(error as Error);
      }
    });
    let error: Error | undefined;
    opening.on('error', (given) => {
      error = given;
    });
    opening.on('close', () => {
      if (socket !== opening) return;
      socket = undefined;
      exchange?.failed(error ?? new Error('closed'));
    });
    opening.on('end', () => opening.destroy());
    return opening;
  };
  const answered = (answering: Socket, answeredExchange: Exchange, answer: ReadAnswer) => {
    exchange = undefined;
    if (answer.staysOpen) answering.unref();
    else {
      socket = undefined;
      answering.destroy();
    }
    answeredExchange.done(answer);
  };

  const post = (body: Uint8Array, timeoutMs: number): Promise<ReadAnswer> =>
    new Promise((resolve, reject) => {
      const untilMs = clock.nowMs() + timeoutMs;
      head ??= requestHead(destined);
      // Whoever sent it has given it up.
      if (exchange !== undefined) dropSocket(new TimeoutError());
      const isFirst = socket === undefined;
      socket ??= opened();
      const cancel = clock.after(timeoutMs, () => dropSocket(new TimeoutError()));
      const current: Exchange = {
        reader: new AnswerReader(),
        isFirst,
        done: (answer) => {
          cancel();
          resolve(answer);
        },
        failed: (error) => {
          cancel();
          exchange = undefined;
          const answer = current.reader.unfinished();
          if (answer !== undefined) return resolve(answer);
          // The collector closed what it had kept open, just as it was used again.
          const isStale = !isFirst && !current.reader.hasBegun && !(error instanceof TimeoutError);
          if (isStale) return resolve(post(body, untilMs - clock.nowMs()));
          reject(error);
        },
      };
      exchange = current;
      socket.ref();
      socket.cork();
      socket.write(`${head}content-length: ${body.length}\r\n\r\n`, 'latin1');
      socket.write(body);
      socket.uncork();
    });
  const dropSocket = (error: Error) => {
    const dropped = socket;
    socket = undefined;
    dropped?.destroy();
    exchange?.failed(error);
  };

  return { post, close: () => socket?.destroy() };
};

const openSocket = ({ url, certificates }: Destined): Socket => {
  // An address of version 6 has brackets in a URL.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol === 'http:') {
    return process.getBuiltinModule('node:net').connect({ host, port: Number(url.port || 80) });
  }
  const { isIP } = process.getBuiltinModule('node:net');
  return process.getBuiltinModule('node:tls').connect({
    host,
    port: Number(url.port || 443),
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...certificates,
  });
};

/** All of it but the body's length. Throws a `TypeError` for a header that is none. */
const requestHead = ({ url, headers }: Destined): string => {
  const { validateHeaderName, validateHeaderValue } = process.getBuiltinModule('node:http');
  const all: Record<string, string> = { host: url.host, ...authorizationOf(url), ...headers };
  const lines = [`POST ${url.pathname}${url.search} HTTP/1.1`];
  for (const [name, value] of Object.entries(all)) {
    if (HOP_HEADERS.has(name)) continue;
    validateHeaderName(name);
    validateHeaderValue(name, value);
    lines.push(`${name}: ${value}`);
  }
  return `${lines.join('\r\n')}\r\n`;
};

const authorizationOf = ({ username, password }: URL): Record<string, string> => {
  if (username === '' && password === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
};
