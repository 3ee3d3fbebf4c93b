import { JsonCursor } from './json-cursor.js';
import { type MessageType, messageType } from './message-types.js';
import { userKey } from './user-key.js';

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

const ENTRY = Buffer.from('entry');
const CHANGES = Buffer.from('changes');
const VALUE = Buffer.from('value');
const METADATA = Buffer.from('metadata');
const PHONE_NUMBER_ID = Buffer.from('phone_number_id');
const MESSAGES = Buffer.from('messages');
const STATUSES = Buffer.from('statuses');
const ERRORS = Buffer.from('errors');
const ID = Buffer.from('id');
const FROM = Buffer.from('from');
const FROM_USER_ID = Buffer.from('from_user_id');
const TYPE = Buffer.from('type');

/** Everything in a webhook: one holds many entries, each with many changes, each with many messages. */
export const readWebhook = (body: Buffer): WebhookEvents => {
  const json = new JsonCursor(body);
  const reading = new WebhookReading();
  if (json.enterObject()) {
    while (json.nextKey()) {
      if (json.keyIs(ENTRY)) readEntries(json, reading);
      else json.skip();
    }
  }
  json.finish();
  return json.isBroken ? NONE : reading;
};

class WebhookReading implements WebhookEvents {
  readonly messages: InboundMessage[] = [];
  statuses = 0;
  errors = 0;
}

const readEntries = (json: JsonCursor, reading: WebhookReading): void => {
  if (!json.enterArray()) return;
  while (json.nextElement()) {
    if (!json.enterObject()) continue;
    while (json.nextKey()) {
      if (json.keyIs(CHANGES)) readChanges(json, reading);
      else json.skip();
    }
  }
};

const readChanges = (json: JsonCursor, reading: WebhookReading): void => {
  if (!json.enterArray()) return;
  while (json.nextElement()) {
    if (!json.enterObject()) continue;
    while (json.nextKey()) {
      if (json.keyIs(VALUE)) readValue(json, reading);
      else json.skip();
    }
  }
};

/** The bot's number may stand behind the messages that came to it. */
const readValue = (json: JsonCursor, reading: WebhookReading): void => {
  if (!json.enterObject()) return;
  let metadataAt: number | undefined;
  let senders: Sender[] | undefined;
  while (json.nextKey()) {
    if (json.keyIs(METADATA)) metadataAt = json.passed();
    else if (json.keyIs(MESSAGES)) senders = readMessages(json);
    else if (json.keyIs(STATUSES)) reading.statuses += countObjects(json);
    else if (json.keyIs(ERRORS)) reading.errors += countObjects(json);
    else json.skip();
  }
  if (senders === undefined || senders.length === 0) return;
  const phoneNumberId = metadataAt === undefined ? '' : json.lookBack(metadataAt, readPhoneNumberId);
  for (const { id, type, from } of senders) reading.messages.push({ id, type, user: userKey(phoneNumberId, from) });
};

interface Sender {
  readonly id: string;
  readonly type: MessageType;
  readonly from: string;
}

const readMessages = (json: JsonCursor): Sender[] => {
  const senders: Sender[] = [];
  if (!json.enterArray()) return senders;
  while (json.nextElement()) {
    const sender = readSender(json);
    if (sender !== undefined) senders.push(sender);
  }
  return senders;
};

/** Users with a username may have no phone number: then `from` is missing and `from_user_id` is there. */
const readSender = (json: JsonCursor): Sender | undefined => {
  if (!json.enterObject()) return undefined;
  let id: string | undefined;
  let from: string | undefined;
  let fromUserId: string | undefined;
  let type: string | undefined;
  while (json.nextKey()) {
    if (json.keyIs(ID)) id = json.text();
    else if (json.keyIs(FROM)) from = json.text();
    else if (json.keyIs(FROM_USER_ID)) fromUserId = json.text();
    else if (json.keyIs(TYPE)) type = json.text();
    else json.skip();
  }
  const sender = from || fromUserId;
  return id && sender ? { id, type: messageType(type), from: sender } : undefined;
};

const readPhoneNumberId = (json: JsonCursor): string => {
  let phoneNumberId: string | undefined;
  if (!json.enterObject()) return '';
  while (json.nextKey()) {
    if (json.keyIs(PHONE_NUMBER_ID)) phoneNumberId = json.text();
    else json.skip();
  }
  return phoneNumberId ?? '';
};

const countObjects = (json: JsonCursor): number => {
  let count = 0;
  if (!json.enterArray()) return 0;
  while (json.nextElement()) if (json.skipObject()) count++;
  return count;
};
