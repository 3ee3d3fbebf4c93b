import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Clock } from '../clock.js';
import { type Listening, listen } from '../instrument/channel.js';

/**
 * How long a collector has asked to be left alone. OpenTelemetry's exporter waits for it within its timeout, and tells
 * nobody of more; so Node's channel is listened to, for the answers of this one address.
 */
export interface RetryAfter {
  /** A batch is sent: from now on it is listened. */
  begin(): void;
  /** It is listened no longer; returns the milliseconds that were asked for meanwhile, 0 for none. */
  take(): number;
}

/** Of exporters that we know nothing of. */
export const NO_RETRY_AFTER: RetryAfter = { begin: () => undefined, take: () => 0 };

export const createRetryAfter = (url: string, listening: Listening & { readonly clock: Clock }): RetryAfter => {
  const { host, pathname, search } = new URL(url);
  const path = `${pathname}${search}`;
  let askedMs = 0;
  let end: (() => void) | undefined;
  const answered = ({ request, response }: Answer) => {
    if (request.path !== path || request.getHeader('host') !== host) return;
    askedMs = retryAfterMs(response.headers['retry-after'], listening.clock);
  };
  return {
    begin: () => {
      askedMs = 0;
      end ??= listen<Answer>('http.client.response.finish', listening, answered);
    },
    take: () => {
      end?.();
      end = undefined;
      return askedMs;
    },
  };
};

interface Answer {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

/** Seconds, or a date. Source: RFC 9110, section 10.2.3. */
export const retryAfterMs = (value: string | undefined, clock: Pick<Clock, 'wallMs'>): number => {
  if (value === undefined) return 0;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - clock.wallMs();
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
};
