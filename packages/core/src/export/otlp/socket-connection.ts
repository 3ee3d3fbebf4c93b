import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { AnswerReader, type ReadAnswer } from './answer-reader.js';
import { type Answer, type Connection, closedError, type Destined, TimeoutError } from './connection.js';

/** Between two batches, whoever is on the way may forget a connection on which nothing comes. */
const KEEP_ALIVE_MS = 30_000;

/** A request on its way. */
interface Exchange {
  readonly socket: Socket;
  readonly reader: AnswerReader;
  readonly done: (answer: Answer) => void;
  readonly failed: (error: Error) => void;
}

/**
 * One connection, that is kept, and written to without Node's HTTP client: from that one's first request on, every
 * request that comes in is dearer, since its code is that of the server, and the engine has to make it for two.
 */
export const connectBySocket = (destined: Destined): Connection => {
  const { clock } = destined;
  const open = createOpener(destined);
  let head: string | undefined;
  /** Kept for the next request. */
  let idle: Socket | undefined;
  let exchange: Exchange | undefined;
  let isClosed = false;

  const opened = (): Socket => {
    const socket = open();
    let error: Error | undefined;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('data', (chunk: Buffer) => received(socket, chunk));
    socket.on('end', () => socket.destroy());
    socket.on('error', (given) => {
      error = given;
    });
    socket.on('close', () => {
      if (idle === socket) idle = undefined;
      if (exchange?.socket === socket) fail(error ?? closedError());
    });
    return socket;
  };
  const received = (socket: Socket, chunk: Buffer): void => {
    // Nobody has asked for it.
    if (exchange?.socket !== socket) return void socket.destroy();
    try {
      const answer = exchange.reader.read(chunk);
      if (answer !== undefined) finish(exchange, answer);
    } catch (error) {
      socket.destroy(error as Error);
    }
  };
  const finish = ({ socket, done }: Exchange, answer: ReadAnswer): void => {
    exchange = undefined;
    if (answer.staysOpen && !isClosed) {
      idle = socket;
      socket.unref();
    } else socket.destroy();
    done(answer);
  };
  const fail = (error: Error): void => {
    const failed = exchange;
    exchange = undefined;
    failed?.socket.destroy();
    failed?.failed(error);
  };

  const post = (body: Uint8Array, timeoutMs: number): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const untilMs = clock.nowMs() + timeoutMs;
      head ??= requestHead(destined);
      // Whoever sent what is on its way has given it up.
      fail(new TimeoutError());
      const isReused = idle !== undefined;
      const socket = idle ?? opened();
      idle = undefined;
      const reader = new AnswerReader();
      const cancel = clock.after(timeoutMs, () => fail(new TimeoutError()));
      const failed = (error: Error) => {
        cancel();
        const answer = reader.unfinished();
        // The collector closed what it had kept open, just as it was used again.
        const isStale = isReused && !isClosed && !reader.hasBegun && !(error instanceof TimeoutError);
        if (answer !== undefined) resolve(answer);
        else if (isStale) resolve(post(body, untilMs - clock.nowMs()));
        else reject(error);
      };
      const done = (answer: Answer) => {
        cancel();
        resolve(answer);
      };
      exchange = { socket, reader, done, failed };
      write(socket, head, body);
    });

  return {
    post,
    close: () => {
      isClosed = true;
      idle?.destroy();
      fail(closedError());
    },
  };
};

const write = (socket: Socket, head: string, body: Uint8Array): void => {
  socket.ref();
  socket.cork();
  socket.write(`${head}content-length: ${body.length}\r\n\r\n`, 'latin1');
  socket.write(body);
  socket.uncork();
};

/** Reads the certificates once, and takes up the session of TLS that was before. */
const createOpener = ({ url, certificates }: Destined): (() => Socket) => {
  const net = process.getBuiltinModule('node:net');
  // An address of version 6 has brackets in a URL.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol === 'http:') return () => net.connect({ host, port: Number(url.port || 80) });
  let secureContext: SecureContext | undefined;
  let session: Buffer | undefined;
  return () => {
    const tls = process.getBuiltinModule('node:tls');
    secureContext ??= tls.createSecureContext(certificates);
    const socket = tls.connect({
      host,
      port: Number(url.port || 443),
      ALPNProtocols: ['http/1.1'],
      secureContext,
      ...(net.isIP(host) === 0 ? { servername: host } : {}),
      ...(session === undefined ? {} : { session }),
    });
    socket.on('session', (given) => {
      session = given;
    });
    return socket;
  };
};

/** All of it but the body's length. Throws a `TypeError` for a header that is none. */
const requestHead = ({ url, headers }: Destined): string => {
  const { validateHeaderName, validateHeaderValue } = process.getBuiltinModule('node:http');
  const all: Record<string, string> = { host: url.host, ...authorizationOf(url), ...headers };
  const lines = [`POST ${url.pathname}${url.search} HTTP/1.1`];
  for (const [name, value] of Object.entries(all)) {
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
