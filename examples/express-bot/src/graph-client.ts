import { GraphError, judgeGraphFailure, retryAfterMs } from './graph-error.ts';
import { type RetryOptions, retry } from './retry.ts';
import type { InboundMessage } from './webhook.ts';

const API_VERSION = 'v23.0';
/** Source: Meta, WhatsApp Cloud API, "Text messages". */
const LONGEST_TEXT = 4096;

export interface GraphClient {
  /** Answers a message with a text, and quotes it. @throws GraphError, TypeError of `fetch` */
  reply(message: InboundMessage, text: string): Promise<void>;
  /** Marks a message as read and shows that an answer is being written. */
  showTyping(message: InboundMessage): Promise<void>;
}

export interface GraphClientOptions {
  readonly graphUrl: string;
  readonly phoneNumberId: string;
  readonly accessToken: string;
  readonly timeoutMs?: number;
  readonly retry?: RetryOptions;
}

const REPLY_RETRY: RetryOptions = { attempts: 4, baseMs: 500, longestMs: 10_000 };
/** It tells the user that something is coming. Late, it would hold up the thing itself. */
const TYPING_TIMEOUT_MS = 2_000;

export const createGraphClient = (options: GraphClientOptions): GraphClient => {
  const { timeoutMs = 10_000, retry: retryOptions = REPLY_RETRY } = options;
  const post = poster(options);
  return {
    reply: ({ id, sender }, text) => {
      const body = {
        recipient_type: 'individual',
        ...sender,
        context: { message_id: id },
        type: 'text',
        text: { body: text.slice(0, LONGEST_TEXT) },
      };
      return retry(() => post(body, timeoutMs), judgeGraphFailure, retryOptions);
    },
    showTyping: ({ id }) =>
      post(
        { status: 'read', message_id: id, typing_indicator: { type: 'text' } },
        Math.min(timeoutMs, TYPING_TIMEOUT_MS),
      ),
  };
};

const poster = ({ graphUrl, phoneNumberId, accessToken }: GraphClientOptions) => {
  const url = `${graphUrl}/${API_VERSION}/${phoneNumberId}/messages`;
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };

  return async (body: object, timeoutMs: number): Promise<void> => {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ messaging_product: 'whatsapp', ...body }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    // A body that nobody reads keeps its connection busy.
    const answer = await response.text();
    if (!response.ok) throw graphError(response, answer);
  };
};

const graphError = (response: Response, body: string): GraphError =>
  new GraphError(response.status, errorCode(body), retryAfterMs(response.headers.get('retry-after'), Date.now()));

const errorCode = (body: string): number | undefined => {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown } };
    return typeof error?.code === 'number' ? error.code : undefined;
  } catch {
    // A proxy on the way answers in HTML.
    return undefined;
  }
};
