import { BodyCopy } from '../body-copy.js';
import type { OutgoingReader, OutgoingReading, OutgoingRequest, OutgoingWatcher } from './outgoing-request.js';

/** Copies a request that a watcher wants, and its answer, and tells the watcher of both when they are whole. */
class WatchedExchange implements OutgoingReading {
  private readonly watcher: OutgoingWatcher;
  private readonly request: OutgoingRequest;
  private readonly copy: BodyCopy;
  private answer: BodyCopy | undefined = undefined;

  constructor(watcher: OutgoingWatcher, request: OutgoingRequest) {
    this.watcher = watcher;
    this.request = request;
    this.copy = new BodyCopy(watcher.maxBodyBytes);
    request.sent = this.copy;
  }

  sent(chunk: unknown, encoding?: unknown): void {
    this.copy.add(chunk, encoding);
  }

  answering(): void {}

  received(chunk: unknown, encoding?: unknown): void {
    this.answer ??= new BodyCopy(this.watcher.maxBodyBytes);
    this.answer.add(chunk, encoding);
  }

  ended(): void {
    const { request, watcher } = this;
    if (request.errorType === undefined) watcher.answered(request, request.statusCode, this.answer?.bytes());
  }
}

export const readerFor = (watcher: OutgoingWatcher): OutgoingReader => ({
  name: watcher.name,
  wants: (method, path) => watcher.wants(method, path),
  begin: (request) => new WatchedExchange(watcher, request),
});
