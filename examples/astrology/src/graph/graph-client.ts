import type { InboundMessage } from '../webhook/inbound-message.ts';
import { readAnswer } from './bounded-body.ts';
import { GraphError, judgeGraphFailure, retryAfterMs } from './graph-error.ts';
import { type RetryOptions, retry } from './retry.ts';
import { splitText } from './text-chunks.ts';
import { UpstreamError } from './upstream-error.ts';

const API_VERSION = 'v23.0';

export interface GraphClient {
  /**
   * Answers a message with a text, in as many messages as it needs; the first one quotes it.
   * @throws UpstreamError, TypeError of `fetch`
   */
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
    reply: async (message, text) => {
      // One after the other, for they have to arrive in their order.
      for (const [index, part] of splitText(text).entries()) {
        const body = textMessage(message, part, index === 0);
        await retry(async () => requireMessage(await post(body, timeoutMs)), judgeGraphFailure, retryOptions);
      }
    },
    showTyping: async ({ id }) => {
      const body = { status: 'read', message_id: id, typing_indicator: { type: 'text' } };
      await post(body, Math.min(timeoutMs, TYPING_TIMEOUT_MS));
    },
  };
};

const textMessage = ({ id, sender }: InboundMessage, text: string, quotes: boolean): object => ({
  recipient_type: 'individual',
  ...sender,
  ...(quotes ? { context: { message_id: id } } : {}),
  type: 'text',
  text: { body: text },
});

const poster = ({ graphUrl, phoneNumberId, accessToken }: GraphClientOptions) => {
  const url = `${graphUrl}/${API_VERSION}/${phoneNumberId}/messages`;
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };

  return async (body: object, timeoutMs: number): Promise<GraphAnswer> => {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ messaging_product: 'whatsapp', ...body }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer = parse(await readAnswer(response, 'the Graph API'));
    // Now and then a failure comes with 200.
    if (!response.ok || answer.error !== undefined) throw graphError(response, answer);
    return answer;
  };
};

/** A proxy that answers 200 by itself has sent nothing; only the id of a message says that there is one. */
const requireMessage = ({ messages }: GraphAnswer): void => {
  if (typeof messages?.[0]?.id === 'string') return;
  throw new UpstreamError('the Graph API answered 200 without the id of a message');
};

const graphError = ({ status, headers }: Response, { error }: GraphAnswer): GraphError => {
  const code = typeof error?.code === 'number' ? error.code : undefined;
  return new GraphError(status, code, retryAfterMs(headers.get('retry-after'), Date.now()));
};

interface GraphAnswer {
  readonly messages?: readonly { readonly id?: unknown }[];
  readonly error?: { readonly code?: unknown };
}

/** What somebody else on the way answers, in HTML, is an answer without anything in it. */
const parse = (body: string): GraphAnswer => {
  try {
    const answer: unknown = JSON.parse(body);
    return typeof answer === 'object' && answer !== null ? answer : {};
  } catch {
    return {};
  }
};
