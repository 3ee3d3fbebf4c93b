import type { IncomingMessage } from 'node:http';
import type { Span } from '../tracing/span.js';
import type { Tracer } from '../tracing/tracer.js';
import { BodyCopy } from './body-copy.js';
import type { Listening } from './channel.js';

export interface BodyReader {
  /** Called once with the whole body, before the bot is told of its end; undefined if it was too large. */
  received(body: Buffer | undefined): void;
}

/** Sees each chunk of a message as it passes, and its end before the bot does. */
export interface MessageReader {
  add(chunk: unknown, encoding?: unknown): void;
  end(): void;
}

export interface MessageTapOptions extends Listening {
  readonly tracer: Tracer;
}

/** Reads the body of one message along with the bot, as a whole. */
export const tapBody = (
  message: IncomingMessage,
  maxBytes: number,
  reader: BodyReader,
  options: MessageTapOptions,
  scope?: Span,
): void => tapMessage(message, new WholeBody(maxBytes, reader), options, scope);

class WholeBody extends BodyCopy implements MessageReader {
  private readonly reader: BodyReader;

  constructor(maxBytes: number, reader: BodyReader) {
    super(maxBytes);
    this.reader = reader;
  }

  end(): void {
    this.reader.received(this.bytes());
  }
}

/**
 * Reads the body of one message along with the bot, byte for byte as it came. The parser hands each chunk to the
 * message's `push`; this one message gets a `push` of its own, so nobody's stream is read from it. The bot's own reading
 * runs within `scope`, if there is one: a body that comes in a later packet has lost its request's context.
 */
export const tapMessage = (
  message: IncomingMessage,
  reader: MessageReader,
  { diagnostics, overhead, tracer }: MessageTapOptions,
  scope?: Span,
): void => {
  const { push } = message;
  message.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    const begunMs = overhead.begin();
    try {
      if (chunk === null) {
        message.push = push;
        reader.end();
      } else reader.add(chunk, encoding);
    } catch (error) {
      diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'reading along with a request', error);
    }
    overhead.end(begunMs);
    if (scope === undefined || tracer.active() === scope) return push.call(message, chunk, encoding);
    return tracer.run(scope, () => push.call(message, chunk, encoding));
  };
};
