import { createHmac } from 'node:crypto';
import type { Status } from '../graph/status-plan.ts';
import { createWamid } from '../graph/wamid.ts';
import type { Content } from './content.ts';

/** What the webhook of a bot is set up with. */
export interface WebhookSettings {
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly phoneNumberId: string;
}

export interface UserMessage {
  readonly id: string;
  /** The phone number, in digits. */
  readonly from: string;
  readonly content: Content;
}

/** What became of a message to a user. */
export interface MessageStatus {
  readonly id: string;
  readonly recipient: string;
  readonly status: Status;
}

/** One HTTP request to the bot, ready to be sent. */
export interface WebhookRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** What a bot's metrics call the route that takes it. */
  readonly route: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const ROUTE = '/webhook';
/** The label of requests that no route takes. */
const UNMATCHED = '(unmatched)';
const BUSINESS_ACCOUNT_ID = '102290129340398';
const NOTHING = Buffer.alloc(0);

/** The part of Meta that calls a bot: it signs what it sends. */
export class Platform {
  readonly #settings: WebhookSettings;

  constructor(settings: WebhookSettings) {
    this.#settings = settings;
  }

  /** The call that Meta makes when a webhook is set up. */
  verification(verifyToken = this.#settings.verifyToken): WebhookRequest {
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.verify_token': verifyToken,
      'hub.challenge': '1158201444',
    });
    return { method: 'GET', path: `${ROUTE}?${query}`, route: ROUTE, headers: {}, body: NOTHING };
  }

  /** Messages in one webhook: an entry for each group, a change for each message. */
  messages(groups: readonly (readonly UserMessage[])[], nowMs: number): WebhookRequest {
    return this.signed(
      webhook(groups.map((group) => entry(group.map((message) => this.#messageValue(message, nowMs))))),
    );
  }

  statuses(statuses: readonly MessageStatus[], nowMs: number): WebhookRequest {
    const value = { ...this.#origin(), statuses: statuses.map((status) => statusOf(status, nowMs)) };
    return this.signed(webhook([entry([value])]));
  }

  /** Any body with a right signature. */
  signed(body: Buffer): WebhookRequest {
    const signature = createHmac('sha256', this.#settings.appSecret).update(body).digest('hex');
    return post(body, { 'x-hub-signature-256': `sha256=${signature}` });
  }

  /** Somebody who has found the address, and does not know the secret. */
  unsigned(body: Buffer): WebhookRequest {
    return post(body, {});
  }

  /** Somebody who has found the address, and guesses the secret. */
  wronglySigned(body: Buffer): WebhookRequest {
    return post(body, { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` });
  }

  /** The noise of the internet: somebody looks for a program that a bot is not. */
  stray(): WebhookRequest {
    return { method: 'GET', path: '/wp-login.php', route: UNMATCHED, headers: {}, body: NOTHING };
  }

  createMessage(from: string, content: Content): UserMessage {
    return { id: createWamid(from, 'inbound'), from, content };
  }

  #messageValue({ id, from, content }: UserMessage, nowMs: number): object {
    return {
      ...this.#origin(),
      contacts: [{ profile: { name: `User ${from.slice(-4)}` }, wa_id: from }],
      messages: [{ from, id, timestamp: wholeSeconds(nowMs), ...content }],
    };
  }

  #origin(): object {
    const { phoneNumberId } = this.#settings;
    return {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550783881', phone_number_id: phoneNumberId },
    };
  }
}

const webhook = (entries: readonly object[]): Buffer =>
  Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: entries }));

const entry = (values: readonly object[]): object => ({
  id: BUSINESS_ACCOUNT_ID,
  changes: values.map((value) => ({ value, field: 'messages' })),
});

const statusOf = ({ id, recipient, status }: MessageStatus, nowMs: number): object => ({
  id,
  status,
  timestamp: wholeSeconds(nowMs),
  recipient_id: recipient,
});

const post = (body: Buffer, headers: Readonly<Record<string, string>>): WebhookRequest => ({
  method: 'POST',
  path: ROUTE,
  route: ROUTE,
  headers: { 'content-type': 'application/json', 'user-agent': 'facebookexternalua', ...headers },
  body,
});

/** Meta's own times have no fractions. */
const wholeSeconds = (nowMs: number): string => String(Math.floor(nowMs / 1_000));
