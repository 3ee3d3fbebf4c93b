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

const TYPES: ReadonlyMap<string | undefined, MessageType> = new Map(MESSAGE_TYPES.map((type) => [type, type]));

export const messageType = (type: string | undefined): MessageType => TYPES.get(type) ?? 'other';
