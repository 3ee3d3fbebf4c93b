import { redactText } from '../privacy/redact.js';

/** Longer parts of a path with a digit in them are ids or tokens; `:id` and `v21.0` are not. */
const LONG_PART = 16;
const HIDDEN = 'REDACTED';

/** A URL, or a path, without query, fragment, user and password, and without the parts of its path that may be ids. */
export const safeUrl = (text: string): string => {
  const end = text.search(/[?#]/);
  const address = end < 0 ? text : text.slice(0, end);
  const [, origin = '', path = ''] = /^([a-z][a-z\d+.-]*:\/\/[^/]*)?(.*)$/is.exec(address) ?? [];
  return `${redactOrigin(origin)}${path.split('/').map(safePart).join('/')}`;
};

const redactOrigin = (origin: string): string => redactText(origin.replace(/\/\/.*@/s, '//'));

const safePart = (part: string): string => {
  const isId = part.includes('%') || part.includes('@') || (part.length >= LONG_PART && /\d/.test(part));
  return isId || /\d{5}/.test(part) || redactText(part) !== part ? HIDDEN : part;
};
