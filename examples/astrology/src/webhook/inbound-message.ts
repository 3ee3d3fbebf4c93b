/** Users who hide their number behind a username have a user id in its place. */
export type Recipient = { readonly to: string } | { readonly recipient: string };

/** Where something is, in degrees: north and east are positive. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

export interface InboundMessage {
  /** Contains the phone number: not for logs. */
  readonly id: string;
  readonly sender: Recipient;
  /** text, image, audio, location, reaction and so on. */
  readonly type: string;
  /** What the user wrote, or the words on the button that was pressed; undefined for other types. */
  readonly text: string | undefined;
  readonly location: Coordinates | undefined;
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

/** What tells users apart; personal, like all that it is made of. */
export const userKey = ({ sender }: InboundMessage): string => ('to' in sender ? sender.to : sender.recipient);

const readMessage = (message: Json): InboundMessage | undefined => {
  const { id, type } = message;
  const sender = readSender(message);
  if (!isText(id) || !isText(type) || sender === undefined) return undefined;
  return { id, sender, type, text: readText(message), location: readLocation(asObject(message.location)) };
};

const readSender = ({ from, from_user_id }: Json): Recipient | undefined => {
  if (isText(from)) return { to: from };
  return isText(from_user_id) ? { recipient: from_user_id } : undefined;
};

/** A pressed button says what is written on it: of a template it is a `button`, of a message with choices `interactive`. */
const readText = ({ text, button, interactive }: Json): string | undefined => {
  const choice = asObject(interactive);
  const words = [
    asObject(text)?.body,
    asObject(button)?.text,
    asObject(choice?.button_reply)?.title,
    asObject(choice?.list_reply)?.title,
  ];
  return words.find(isText);
};

const readLocation = (location: Json | undefined): Coordinates | undefined => {
  const { latitude, longitude } = location ?? {};
  if (!isAngle(latitude, 90) || !isAngle(longitude, 180)) return undefined;
  return { latitude, longitude };
};

const isAngle = (value: unknown, largest: number): value is number =>
  typeof value === 'number' && Math.abs(value) <= largest;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const asObject = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;

const objects = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.map(asObject).filter((each) => each !== undefined) : [];
