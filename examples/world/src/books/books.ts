import { Latency } from './latency.ts';

/** One line of the books: answered requests by what a bot's metrics would tell them apart by. */
export interface RequestKey {
  readonly method: string;
  readonly route: string;
  readonly status: number;
}

/** The books as plain data: they go from process to process. */
export interface BooksPage {
  /** How long the books have been kept. */
  readonly seconds: number;
  readonly requests: readonly (RequestKey & { readonly count: number })[];
  /** Messages of users that the bot has acknowledged, each once. */
  readonly messages: number;
  /** Messages that were delivered again, and acknowledged again. */
  readonly duplicates: number;
  /** Turns that ended with an answer. */
  readonly replies: number;
  /** Users who wait for an answer. */
  readonly waiting: number;
  /** Turns that nobody answered in time. */
  readonly unanswered: number;
  /** Answers of 500 and above. */
  readonly errors: number;
  /** Requests that got no HTTP answer at all. */
  readonly lost: number;
  /** Deliveries that were due, and not sent: the world itself could not keep up. */
  readonly skipped: number;
  /** Seconds by which the schedule itself was late, at their 95th percentile. */
  readonly slipSeconds: number;
  /** Seconds to the bot and back for a request that takes no time there, at their 95th percentile. */
  readonly waySeconds: number;
  /** The same at the moments when answers were accepted, and the bot was to learn of it. */
  readonly wayBackSeconds: number;
  /** What the platform and the users felt: seconds from the moment that something was due. */
  readonly ack: Percentiles;
  readonly reply: Percentiles;
  /** What a bot can measure: seconds without the way there and back, of a sample of all requests. */
  readonly requestDuration: Percentiles;
  /** What a bot can measure: seconds from the moment that the message was sent. */
  readonly replyDuration: Percentiles;
}

export interface Percentiles {
  readonly p50: number | undefined;
  readonly p95: number | undefined;
}

/** A duration from when it was due, and one from when it began. */
export interface Times {
  readonly dueMs: number;
  readonly sentMs: number;
}

/** What the world has sent and got back, counted by itself and by nobody else. */
export class Books {
  readonly #requests = new Map<string, RequestKey & { count: number }>();
  readonly #ack = new Latency();
  readonly #reply = new Latency();
  readonly #requestDuration = new Latency();
  readonly #replyDuration = new Latency();
  readonly #slip = new Latency();
  readonly #way = new Latency();
  readonly #wayBack = new Latency();
  messages = 0;
  duplicates = 0;
  unanswered = 0;
  lost = 0;
  skipped = 0;

  /** A request that was answered at `endMs`. */
  answered(request: RequestKey, { dueMs }: Times, endMs: number): void {
    const { method, route, status } = request;
    const key = `${method} ${route} ${status}`;
    const line = this.#requests.get(key) ?? { method, route, status, count: 0 };
    line.count++;
    this.#requests.set(key, line);
    this.#ack.add(endMs - dueMs);
  }

  /** A request lasted so long, while one beside it that takes no time at the bot lasted `wayMs`: the rest is the bot's. */
  lasted(ms: number, wayMs: number): void {
    this.#requestDuration.add(Math.max(0, ms - wayMs));
    this.#way.add(wayMs);
  }

  /** Word to the bot took so long when an answer was accepted. */
  cameBack(ms: number): void {
    this.#wayBack.add(ms);
  }

  /** A turn that was answered at `endMs`. */
  replied({ dueMs, sentMs }: Times, endMs: number): void {
    this.#reply.add(endMs - dueMs);
    this.#replyDuration.add(endMs - sentMs);
  }

  /** Something that was due happened so much later, through no fault of the bot. */
  slipped(ms: number): void {
    this.#slip.add(ms);
  }

  page(seconds: number, waiting: number): BooksPage {
    const requests = [...this.#requests.values()].map((line) => ({ ...line }));
    const { messages, duplicates, unanswered, lost, skipped } = this;
    return {
      seconds,
      requests,
      messages,
      duplicates,
      replies: this.#reply.count,
      waiting,
      unanswered,
      errors: requests.filter(({ status }) => status >= 500).reduce((sum, { count }) => sum + count, 0),
      lost,
      skipped,
      slipSeconds: this.#slip.quantileSeconds(0.95) ?? 0,
      waySeconds: this.#way.quantileSeconds(0.95) ?? 0,
      wayBackSeconds: this.#wayBack.quantileSeconds(0.95) ?? 0,
      ack: percentiles(this.#ack),
      reply: percentiles(this.#reply),
      requestDuration: percentiles(this.#requestDuration),
      replyDuration: percentiles(this.#replyDuration),
    };
  }
}

const percentiles = (latency: Latency): Percentiles => ({
  p50: latency.quantileSeconds(0.5),
  p95: latency.quantileSeconds(0.95),
});
