import { connect, type Socket } from 'node:net';
import { ResponseParser } from './response-parser.ts';

const READ_BUFFER_BYTES = 65_536;

/** Answers with a status, or fails once: then the connection is gone. */
export interface Answered {
  status(code: number): void;
  failed(error: Error): void;
}

/** One keep-alive connection with one request on its way at a time. */
export class Connection {
  private readonly socket: Socket;
  private readonly parser = new ResponseParser();
  private waiting: Answered | undefined;
  private leaving: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      // Reading into one buffer spares a stream's machinery: the load generator has to be faster than the server.
      const onread = {
        buffer: Buffer.allocUnsafe(READ_BUFFER_BYTES),
        callback: (count: number, buffer: Uint8Array) => {
          connection.received(buffer.subarray(0, count));
          return true;
        },
      };
      const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
      const connection = new Connection(socket);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        socket.on('error', (error) => connection.lost(error));
        socket.on('close', () => connection.lost(new Error('the server closed the connection')));
        resolve(connection);
      });
    });
  }

  request(bytes: string | Uint8Array, answered: Answered): void {
    if (this.socket.destroyed) {
      answered.failed(new Error('the server closed the connection before the request'));
      return;
    }
    this.waiting = answered;
    this.socket.write(bytes);
  }

  /** The status of the response. */
  roundTrip(bytes: string | Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => this.request(bytes, { status: resolve, failed: reject }));
  }

  /** Closes the connection as soon as the first part of the response has come. */
  requestAndLeave(bytes: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.leaving = resolve;
      this.request(bytes, { status: () => reject(new Error('the response was complete')), failed: reject });
    });
  }

  close(): void {
    this.waiting = undefined;
    this.socket.destroy();
  }

  private received(bytes: Uint8Array): void {
    if (this.leaving !== undefined) {
      this.close();
      this.leaving();
      return;
    }
    try {
      const status = this.parser.push(bytes);
      if (status !== undefined) this.take()?.status(status);
    } catch (error) {
      this.lost(error as Error);
    }
  }

  private lost(error: Error): void {
    this.take()?.failed(error);
    this.socket.destroy();
  }

  private take(): Answered | undefined {
    const { waiting } = this;
    this.waiting = undefined;
    return waiting;
  }
}
