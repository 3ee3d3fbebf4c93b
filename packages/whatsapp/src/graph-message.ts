import { JsonCursor } from './json-cursor.js';

const TO = Buffer.from('to');
const RECIPIENT = Buffer.from('recipient');
const ERROR = Buffer.from('error');

/**
 * Who gets the message, a phone number before an id; undefined for what has no recipient: a typing indicator, or the note
 * that a message was read. What stands behind the phone number is not looked at: the text may be long.
 */
export const readRecipient = (body: Buffer): string | undefined => {
  const json = new JsonCursor(body);
  let recipient: string | undefined;
  if (!json.enterObject()) return undefined;
  while (json.nextKey()) {
    if (json.keyIs(TO)) {
      const to = json.text();
      if (to) return to;
    } else if (json.keyIs(RECIPIENT)) recipient = json.text() || undefined;
    else json.skip();
  }
  return json.isBroken ? undefined : recipient;
};

/** A 200 may still carry an error; what cannot be read is believed. */
export const hasError = (answer: Buffer): boolean => {
  const json = new JsonCursor(answer);
  let found = false;
  if (!json.enterObject()) return false;
  while (json.nextKey()) {
    if (json.keyIs(ERROR)) found = true;
    json.skip();
  }
  return found && !json.isBroken;
};
