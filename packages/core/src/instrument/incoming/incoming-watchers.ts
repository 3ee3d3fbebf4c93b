import type { IncomingMessage } from 'node:http';
import type { Tracer } from '../../tracing/tracer.js';
import type { Transaction } from '../../tracing/transaction.js';
import type { Listening } from '../channel.js';
import { tapBody } from '../message-tap.js';
import type { IncomingWatcher } from './incoming-watcher.js';

export interface IncomingWatchersOptions extends Listening {
  readonly tracer: Tracer;
}

/** Those who read along. They are told by the steps that every request has anyway: one more listener has its price. */
export class IncomingWatchers {
  private watchers: readonly IncomingWatcher[] = [];
  private readonly options: IncomingWatchersOptions;

  constructor(options: IncomingWatchersOptions) {
    this.options = options;
  }

  /** Returns the end of it. */
  add(watcher: IncomingWatcher): () => void {
    this.watchers = [...this.watchers, watcher];
    return () => {
      this.watchers = this.watchers.filter((each) => each !== watcher);
    };
  }

  /** A request has begun: it belongs to the first who wants it. */
  begin(request: IncomingMessage, transaction: Transaction): void {
    for (const watcher of this.watchers) {
      const exchange = watcher.watch(request, transaction);
      if (exchange === undefined) continue;
      transaction.incoming = exchange;
      tapBody(request, watcher.maxBodyBytes, exchange, this.options, transaction.root);
      return;
    }
  }
}
