/** Users who hide their number behind a username have a user id in its place. */
export type Recipient = { readonly to: string } | { readonly recipient: string };

export interface InboundMessage {
  /** Contains the phone number: not for logs. */
  readonly id: string;
  readonly sender: Recipient;
  /** text, image, audio, location, reaction and so on. */
  readonly type: string;
  /** What the user wrote; undefined for other types than text. */
  readonly text: string | undefined;
}

/** Parsed JSON of which nothing is known: any field may be missing or something else. */
type Json = { readonly [name: string]: unknown };

/** The messages of every entry and every change. One webhook may hold many of each, and none is lost. */
export const readMessages = (payload: unknown): readonly InboundMessage[] =>
  objects(asObject(payload)?.entry)
    .flatMap((entry) => objects(entry.changes))
    .filter((change) => change.field === 'messages')
    // Beside `messages` a value may have `statuses` of what was sent, and `errors`.
    .flatMap((change) => objects(asObject(change.value)?.messages))
    .map(readMessage)
    .filter((message) => message !== undefined);

const readMessage = (message: Json): InboundMessage | undefined => {
  const { id, type } = message;
  const sender = readSender(message);
  if (!isText(id) || !isText(type) || sender === undefined) return undefined;
  const body = asObject(message.text)?.body;
  return { id, sender, type, text: isText(body) ? body : undefined };
};

const readSender = ({ from, from_user_id }: Json): Recipient | undefined => {
  if (isText(from)) return { to: from };
  return isText(from_user_id) ? { recipient: from_user_id } : undefined;
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const asObject = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;

const objects = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.map(asObject).filter((each) => each !== undefined) : [];
