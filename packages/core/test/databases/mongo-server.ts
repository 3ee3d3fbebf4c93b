import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll } from 'vitest';
import { failure, MongoData } from './mongo-data.js';
import { type Document, encodeReply, type Request, takeRequests } from './mongo-wire.js';

/** In place of an answer, the connection is closed. */
export const CLOSE = Symbol('close');

/** What a command is answered with in place of what it would be. */
export type Answer = (command: Document) => Document | typeof CLOSE | Promise<Document | typeof CLOSE>;

const servers: MongoServer[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.kill()));
});

/**
 * Speaks MongoDB's wire protocol with the drivers as they are: handshake, sessions, cursors, reads and writes of
 * documents in memory, and refusals. It is no database: filters are of equal fields, and there are no transactions.
 */
export class MongoServer {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly data = new MongoData();
  private readonly answers = new Map<string, Answer>();
  private readonly received: string[] = [];

  private constructor() {
    this.server = createServer((socket) => this.serve(socket));
  }

  /** A server of this test file; it is gone after it. */
  static async start(): Promise<MongoServer> {
    const started = new MongoServer();
    servers.push(started);
    started.server.listen(0, '127.0.0.1');
    await once(started.server, 'listening');
    return started;
  }

  get port(): number {
    return (this.server.address() as { readonly port: number }).port;
  }

  get url(): string {
    return `mongodb://127.0.0.1:${this.port}/bot`;
  }

  /** The names of all commands that have come, in their order. */
  get commands(): readonly string[] {
    return this.received;
  }

  get openCursors(): number {
    return this.data.openCursors;
  }

  /** Answers a command otherwise from now on; returns the end of it. */
  answer(name: string, answer: Answer): () => void {
    this.answers.set(name, answer);
    return () => {
      this.answers.delete(name);
    };
  }

  /**
   * Leaves a command without its answer until the returned function is called. One that has a `maxTimeMS` is refused at
   * once, as it would be after that time: nobody has to wait for it.
   */
  hold(name: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = this.answer(name, async (command) => {
      if (command.maxTimeMS !== undefined) return failure(50, 'MaxTimeMSExpired', 'operation exceeded time limit');
      await promise;
      return this.run(name, command);
    });
    return () => {
      end();
      resolve();
    };
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    let rest: Buffer = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      rest = takeRequests(Buffer.concat([rest, bytes]), (request) => {
        void this.reply(socket, request);
      });
    });
  }

  private async reply(socket: Socket, request: Request): Promise<void> {
    const name = Object.keys(request.command)[0] ?? '';
    this.received.push(name);
    const document = await (this.answers.get(name)?.(request.command) ?? this.run(name, request.command));
    if (document === CLOSE) socket.destroy();
    else if (!request.expectsNoReply && socket.writable) socket.write(encodeReply(request, { ok: 1, ...document }));
  }

  private run(name: string, command: Document): Document {
    const run = Object.hasOwn(this.data.commands, name) ? this.data.commands[name] : undefined;
    return run?.(command) ?? failure(59, 'CommandNotFound', `no such command: '${name}'`);
  }
}
