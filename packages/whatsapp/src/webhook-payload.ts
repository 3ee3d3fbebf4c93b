/** The types of messages that the Cloud API documents; others are `other`. */
export const MESSAGE_TYPES = [
  'text',
  'image',
  'audio',
  'video',
  'document',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'button',
  'order',
  'reaction',
  'system',
  'unsupported',
  'other',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** A message as far as it is needed here. It is personal, and never leaves the process. */
export interface InboundMessage {
  /** The platform's id of the message. */
  readonly id: string;
  readonly type: MessageType;
  /** Who waits for a reply, and at which of the bot's numbers. */
  readonly user: string;
}

export interface WebhookEvents {
  readonly messages: readonly InboundMessage[];
  readonly statuses: number;
  readonly errors: number;
}

const NONE: WebhookEvents = { messages: [], statuses: 0, errors: 0 };

/** Everything in a webhook: one holds many entries, each with many changes, each with many messages. */
export const readWebhook = (body: Buffer): WebhookEvents => {
  const payload = parseObject(body);
  if (payload === undefined) return NONE;
  const messages: InboundMessage[] = [];
  let statuses = 0;
  let errors = 0;
  for (const entry of objects(payload.entry)) {
    for (const { value } of objects(entry.changes)) {
      if (!isObject(value)) continue;
      statuses += objects(value.statuses).length;
      errors += objects(value.errors).length;
      for (const message of objects(value.messages)) messages.push(...readMessage(message, value.metadata));
    }
  }
  return { messages, statuses, errors };
};

/** The key of a user at one of the bot's numbers; a phone number may come with or without `+` and spaces. */
export const userKey = (phoneNumberId: string, user: string): string =>
  `${phoneNumberId} ${/^[+\d\s().-]+$/.test(user) ? user.replace(/\D/g, '') : user}`;

type Fields = Readonly<Record<string, unknown>>;

/** Users with a username may have no phone number: then `from` is missing and `from_user_id` is there. */
const readMessage = (message: Fields, metadata: unknown): InboundMessage[] => {
  const from = text(message.from) ?? text(message.from_user_id);
  const id = text(message.id);
  if (from === undefined || id === undefined) return [];
  const phoneNumberId = isObject(metadata) ? (text(metadata.phone_number_id) ?? '') : '';
  return [{ id, type: messageType(message.type), user: userKey(phoneNumberId, from) }];
};

const messageType = (type: unknown): MessageType => MESSAGE_TYPES.find((known) => known === type) ?? 'other';

/** The JSON object in a body; undefined where there is none. */
export const parseObject = (body: Buffer): Fields | undefined => {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
};

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objects = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isObject) : []);
