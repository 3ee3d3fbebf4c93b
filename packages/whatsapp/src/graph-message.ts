import { JsonCursor } from './json-cursor.js';

const TO = Buffer.from('to');
const RECIPIENT = Buffer.from('recipient');
const STATUS = Buffer.from('status');
const ERROR = Buffer.from('error');

/** Who gets the message; undefined for what is none: a typing indicator, or the note that a message was read. */
export const readRecipient = (body: Buffer): string | undefined => {
  const json = new JsonCursor(body);
  let to: string | undefined;
  let recipient: string | undefined;
  let isStatus = false;
  if (!json.enterObject()) return undefined;
  while (json.nextKey()) {
    if (json.keyIs(TO)) to = json.text();
    else if (json.keyIs(RECIPIENT)) recipient = json.text();
    else {
      if (json.keyIs(STATUS)) isStatus = true;
      json.skip();
    }
  }
  return json.isBroken || isStatus ? undefined : to || recipient || undefined;
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
