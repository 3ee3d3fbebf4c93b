/** What a model is called: it begins with a letter, and has no number in it that is longer than a date. */
const MODEL_NAME = /^(?!.*\d{9})[A-Za-z@][\w.:@/-]{0,99}$/;
/** Behind the key, as JSON is written. */
const VALUE = /^"model"\s*:\s*"([^"\\]{1,100})"/;
const KEY = '"model"';
const LONGEST_VALUE = 160;
/** A tool or a file may have a `model` of its own; nobody has many. */
const MOST_PLACES = 8;

/**
 * The name of the model in a piece of JSON; undefined where there is none, or nothing that looks like one. Within a text
 * of JSON a quotation mark has a backslash before it, so nothing that a user wrote is found.
 */
export const findModelName = (json: Buffer | string): string | undefined => {
  let at = json.indexOf(KEY);
  for (let place = 0; at >= 0 && place < MOST_PLACES; place++) {
    const piece = json.slice(at, at + LONGEST_VALUE);
    const name = VALUE.exec(typeof piece === 'string' ? piece : piece.toString('latin1'))?.[1];
    if (name !== undefined && MODEL_NAME.test(name)) return name;
    at = json.indexOf(KEY, at + KEY.length);
  }
  return undefined;
};
