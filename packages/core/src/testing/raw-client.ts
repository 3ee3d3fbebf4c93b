import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client that sends exactly the bytes it is told to: what no HTTP library would send. */
export interface RawClient {
  readonly socket: Socket;
  write(text: string): void;
  /** Resolves with everything received so far as soon as it matches; rejects when the connection ends before. */
  received(pattern: RegExp): Promise<string>;
  /** Resolves with everything received once the connection is closed. */
  closed(): Promise<string>;
  /** Goes away without a word (FIN). */
  leave(): void;
  /** Breaks the connection (RST). */
  reset(): void;
}

export const rawClient = async (port: number): Promise<RawClient> => {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  const onChange = new Set<() => void>();
  const changed = () => {
    for (const listener of onChange) listener();
  };
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    text += chunk;
    changed();
  });
  socket.on('error', () => undefined);
  socket.on('close', changed);
  await once(socket, 'connect');

  const waitFor = (isDone: () => boolean) =>
    new Promise<string>((resolve, reject) => {
      const check = () => {
        if (!isDone() && !socket.closed) return;
        onChange.delete(check);
        if (isDone()) resolve(text);
        else reject(new Error(`the connection ended after ${JSON.stringify(text)}`));
      };
      onChange.add(check);
      check();
    });

  return {
    socket,
    write: (data) => {
      socket.write(data);
    },
    received: (pattern) => waitFor(() => pattern.test(text)),
    closed: () => waitFor(() => socket.closed),
    leave: () => {
      socket.destroy();
    },
    reset: () => {
      socket.resetAndDestroy();
    },
  };
};
