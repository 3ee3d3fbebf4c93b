import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Clock } from '../clock.js';
import { type Listening, listen } from '../instrument/channel.js';

/**
 * How long a collector has asked to be left alone. OpenTelemetry's exporter waits for it within its timeout, and tells
 * nobody of more; so Node's channel is listened to, for the answers of this one address.
 */
export interface RetryAfter {
  /** Milliseconds asked for since it was last taken; 0 for none. */
  take(): number;
  end(): void;
}

export const listenForRetryAfter = (url: string, listening: Listening & { readonly clock: Clock }): RetryAfter => {
  const { host, pathname, search } = new URL(url);
  const path = `${pathname}${search}`;
  let askedMs = 0;
  const end = listen<{ request: ClientRequest; response: IncomingMessage }>(
    'http.client.response.finish',
    listening,
    ({ request, response }) => {
      if (request.path !== path || request.getHeader('host') !== host) return;
      askedMs = retryAfterMs(response.headers['retry-after'], listening.clock);
    },
  );
  return {
    take: () => {
      const taken = askedMs;
      askedMs = 0;
      return taken;
    },
    end,
  };
};

/** Seconds, or a date. Source: RFC 9110, section 10.2.3. */
export const retryAfterMs = (value: string | undefined, clock: Pick<Clock, 'wallMs'>): number => {
  if (value === undefined) return 0;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - clock.wallMs();
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
};
