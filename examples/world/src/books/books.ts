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
  /** Messages to users that the Graph API has accepted. */
  readonly accepted: number;
  /** Of these, the first answer to a message. */
  readonly replies: number;
  /** Acknowledged messages that nobody has answered so far. */
  readonly waiting: number;
  /** Messages that were given up waiting for. */
  readonly unanswered: number;
  /** Answers of 500 and above. */
  readonly errors: number;
  /** Requests that got no HTTP answer at all. */
  readonly lost: number;
  /** Deliveries that were due, and not sent: the world itself could not keep up. */
  readonly skipped: number;
  /** Seconds from the moment a delivery was due to the answer. */
  readonly ack: Percentiles;
  /** Seconds from the moment a message was due to the first accepted answer. */
  readonly reply: Percentiles;
}

export interface Percentiles {
  readonly p50: number | undefined;
  readonly p95: number | undefined;
}

/** What the world has sent and got back, counted by itself and by nobody else. */
export class Books {
  readonly #requests = new Map<string, RequestKey & { count: number }>();
  readonly #ack = new Latency();
  readonly #reply = new Latency();
  messages = 0;
  duplicates = 0;
  accepted = 0;
  unanswered = 0;
  lost = 0;
  skipped = 0;

  answered(request: RequestKey, latencyMs: number): void {
    this.countRequest(request);
    this.#ack.add(latencyMs);
  }

  countRequest({ method, route, status }: RequestKey): void {
    const key = `${method} ${route} ${status}`;
    const line = this.#requests.get(key) ?? { method, route, status, count: 0 };
    line.count++;
    this.#requests.set(key, line);
  }

  replied(latencyMs: number): void {
    this.#reply.add(latencyMs);
  }

  page(seconds: number, waiting: number): BooksPage {
    const requests = [...this.#requests.values()].map((line) => ({ ...line }));
    const { messages, duplicates, accepted, unanswered, lost, skipped } = this;
    return {
      seconds,
      requests,
      messages,
      duplicates,
      accepted,
      replies: this.#reply.count,
      waiting,
      unanswered,
      errors: requests.filter(({ status }) => status >= 500).reduce((sum, { count }) => sum + count, 0),
      lost,
      skipped,
      ack: percentiles(this.#ack),
      reply: percentiles(this.#reply),
    };
  }
}

const percentiles = (latency: Latency): Percentiles => ({
  p50: latency.quantileSeconds(0.5),
  p95: latency.quantileSeconds(0.95),
});
