// A process of its own: a fixed number of requests over keep-alive connections, none of them pipelined, as fast as they are
// answered or at a steady rate.
import { answerParent } from '../../servers/control.cjs';
import { Connection } from './connection.ts';
import { type Latencies, type SteadyLoad, sendSteadily } from './steady.ts';

/** By the port of their server. */
const opened = new Map<number, readonly Connection[]>();

const open = async ({ port, count }: { port: number; count: number }): Promise<void> => {
  opened.set(port, await Promise.all(Array.from({ length: count }, () => Connection.open(port))));
};

const close = ({ port }: { port: number }): void => {
  for (const connection of opened.get(port) ?? []) connection.close();
  opened.delete(port);
};

/** Sends exactly `requests`, and answers how many of them came back with 200. */
const send = ({ port, path, requests }: { port: number; path: string; requests: number }): Promise<number> => {
  const bytes = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  let sent = 0;
  let answered = 0;
  return new Promise((resolve, reject) => {
    const next = (connection: Connection) => {
      if (sent === requests) return;
      sent++;
      connection.request(bytes, {
        status: (code) => {
          if (code !== 200) return reject(new Error(`${path} answered ${code}`));
          if (++answered === requests) resolve(answered);
          else next(connection);
        },
        failed: reject,
      });
    };
    opened.get(port)?.forEach(next);
  });
};

const steadily = ({ port, ...load }: SteadyLoad & { port: number }): Promise<Latencies> =>
  sendSteadily(opened.get(port) ?? [], load);

answerParent({ open, close, send, steadily });
