import type { BooksPage } from '../books/books.ts';
import type { Order, Report } from '../orders.ts';
import { Child } from './child.ts';
import { environment, type Settings } from './settings.ts';

const FILE = new URL('../main.ts', import.meta.url);

/** The world as a process of its own. */
export class WorldProcess {
  readonly child: Child;
  /** Where its Graph API listens. */
  readonly graphUrl: Promise<string>;
  /** The latest that it has told. */
  books: BooksPage | undefined;
  readonly #finished: Promise<BooksPage>;

  constructor(settings: Settings) {
    this.child = new Child({ name: 'the world', file: FILE, env: environment(settings) });
    const ready = Promise.withResolvers<string>();
    const finished = Promise.withResolvers<BooksPage>();
    this.child.onMessage((message) => {
      const report = message as Report;
      if (report.report === 'ready') return ready.resolve(report.graphUrl);
      this.books = report.books;
      if (report.report === 'finished') finished.resolve(report.books);
    });
    const ended = this.child.mustNotEnd();
    this.graphUrl = Promise.race([ready.promise, ended]);
    this.#finished = Promise.race([finished.promise, ended]);
    // In the end it is stopped, and then this is no failure.
    this.#finished.catch(() => undefined);
  }

  write(botUrl: string, rate: number): void {
    this.#order({ order: 'write', botUrl, rate });
  }

  finish(longestMs: number, bookOneTooMany: boolean): Promise<BooksPage> {
    this.#order({ order: 'finish', longestMs, bookOneTooMany });
    return this.#finished;
  }

  #order(order: Order): void {
    this.child.send(order);
  }
}
