import type { IncomingMessage } from 'node:http';
import { BodyCopy } from './body-copy.js';
import type { Listening } from './channel.js';

export interface MessageTapOptions extends Listening {
  readonly maxBytes: number;
  /** Runs the bot's own reading in the request's context, which a body that comes in a later packet has lost. */
  readonly inContext?: <R>(work: () => R) => R;
  /** Called once with the whole body, before the bot is told of its end; undefined if it was too large. */
  readonly complete: (body: Buffer | undefined) => void;
}

/**
 * Reads the body of one request along with the bot, byte for byte as it came. The parser hands each chunk to the
 * message's `push`; this one message gets a `push` of its own, so nobody's stream is read from it.
 */
export const tapBody = (message: IncomingMessage, options: MessageTapOptions): void => {
  const { diagnostics, overhead, inContext } = options;
  const copy = new BodyCopy(options.maxBytes);
  const { push } = message;
  message.push = function tapped(this: IncomingMessage, chunk: unknown, encoding?: BufferEncoding): boolean {
    const begunMs = overhead.begin();
    try {
      if (chunk === null) {
        message.push = push;
        options.complete(copy.bytes());
      } else copy.add(chunk, encoding);
    } catch (error) {
      diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'reading along with a request', error);
    }
    overhead.end(begunMs);
    return inContext === undefined
      ? push.call(this, chunk, encoding)
      : inContext(() => push.call(this, chunk, encoding));
  };
};
