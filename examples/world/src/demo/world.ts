import { setTimeout } from 'node:timers/promises';
import type { BooksPage } from '../books/books.ts';
import type { Order, Report } from '../users/orders.ts';
import { Child } from './child.ts';
import { DemoError } from './demo-error.ts';
import { environment, type Settings } from './settings.ts';

/** Where the services of the world listen. */
export interface Addresses {
  readonly graphUrl: string;
  readonly llmUrl: string;
  readonly controlPort: number;
}

interface Ready {
  readonly url: string;
  readonly controlPort?: number;
}

/** What the users may take to finish beyond the time that they were given. */
const FINISHING_MS = 3_000;

/** The world: three processes, none of which knows of Astrolabe. */
export class World {
  readonly users: Child;
  /** The Graph API and the language model. */
  readonly services: readonly Child[];
  /** Rejects with a DemoError when one of them ends first. */
  readonly addresses: Promise<Addresses>;
  /** The latest that the users have told. */
  books: BooksPage | undefined;
  readonly #finished: Promise<BooksPage>;

  constructor(settings: Settings) {
    const start = (name: string, folder: string) =>
      new Child({ name, file: new URL(`../${folder}/main.ts`, import.meta.url), env: environment(settings) });
    const graph = start('the Graph API', 'graph');
    const llm = start('the language model', 'llm');
    this.users = start('the simulator of users', 'users');
    this.services = [graph, llm];
    this.addresses = Promise.all([readyOf(graph), readyOf(llm)]).then(([graphReady, llmReady]) => ({
      graphUrl: graphReady.url,
      llmUrl: llmReady.url,
      controlPort: Number(graphReady.controlPort),
    }));
    this.#finished = this.#readReports();
    // In the end they are stopped, and then this is no failure.
    this.addresses.catch(() => undefined);
    this.#finished.catch(() => undefined);
  }

  write(order: Omit<Extract<Order, { order: 'write' }>, 'order'>): void {
    this.#order({ order: 'write', ...order });
  }

  /** @throws DemoError when the users end by themselves, or stand still */
  async finish(longestMs: number): Promise<BooksPage> {
    const over = new AbortController();
    this.#order({ order: 'finish', longestMs });
    try {
      return await Promise.race([this.#finished, standstill(longestMs + FINISHING_MS, over.signal)]);
    } finally {
      over.abort();
    }
  }

  /** Rejects when one of them ends by itself. */
  mustNotEnd(): Promise<never> {
    return Promise.race([this.users, ...this.services].map((child) => child.mustNotEnd()));
  }

  #order(order: Order): void {
    this.users.send(order);
  }

  #readReports(): Promise<BooksPage> {
    const finished = Promise.withResolvers<BooksPage>();
    this.users.onMessage((message) => {
      const { report, books } = message as Report;
      this.books = books;
      if (report === 'finished') finished.resolve(books);
    });
    return Promise.race([finished.promise, this.users.mustNotEnd()]);
  }
}

const standstill = async (ms: number, signal: AbortSignal): Promise<never> => {
  await setTimeout(ms, undefined, { signal });
  throw new DemoError('the simulator of users stands still: it was to finish, and does not');
};

const readyOf = (child: Child): Promise<Ready> => {
  const ready = Promise.withResolvers<Ready>();
  child.onMessage((message) => ready.resolve(message as Ready));
  return Promise.race([ready.promise, child.mustNotEnd()]);
};
