/** What looks like it belongs to a person, and what stands in its place. The order matters: longer shapes come first. */
const SHAPES: readonly (readonly [pattern: RegExp, instead: string])[] = [
  // A WhatsApp message id has the user's number in it.
  [/\bwamid\.[\w+/=-]*/gi, '[wamid]'],
  [/[\w.+-]+@(?:s\.whatsapp\.net|g\.us|c\.us|lid|broadcast)\b/gi, '[jid]'],
  [/[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu, '[email]'],
  // A business-scoped user id: a country, a dot, and a long number or text of digits and capitals.
  [/\b[A-Z]{2}\.(?=\w*\d)\w{8,}/g, '[user]'],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, '[token]'],
  [/\b(?:sk|pk|rk|xox[abp]|gh[opsu]|glpat)[-_][\w-]{8,}/g, '[token]'],
  [/\bEA[A-Za-z\d]{20,}/g, '[token]'],
  [/\b(?:Bearer|Basic)\s+\S+/gi, '[token]'],
  [/\b\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}[\d:.Z+-]*)?/g, '[date]'],
  [/\b\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})\b/g, '[date]'],
  [
    /\b\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*\.?,?\s+\d{2,4}\b/giu,
    '[date]',
  ],
  [
    /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{2,4}\b/giu,
    '[date]',
  ],
  [/[-+]?\d{1,3}\.\d{2,}\s*[,; ]\s*[-+]?\d{1,3}\.\d{2,}/g, '[place]'],
  [/(?<![\w.:])\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]m)?\b/gi, '[time]'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '[address]'],
  // Seven digits in a row, whatever separates them: any phone number, and any id of a user.
  [/\+?\p{Nd}(?:[\s().\u00a0/-]{0,3}\p{Nd}){6,}/gu, '[number]'],
  // One half of a place.
  [/(?<![\d.])\d{1,3}\.\d{3,}(?![\d.])/g, '[place]'],
];
const MAX_LENGTH = 1_024;

/**
 * The text without what looks like a phone number, a WhatsApp id, an address, a date, a time, a place or a token. Names
 * look like any word: text that a user wrote has to be left out as a whole.
 */
export const redactText = (text: string): string => {
  // What is cut off is not seen: half a number at the end would be none.
  const cut = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH).replace(/\S*$/, '')}…` : text;
  let redacted = cut.normalize('NFKC');
  for (const [pattern, instead] of SHAPES) redacted = redacted.replace(pattern, instead);
  return redacted;
};

/** A whole number as long as a phone's. */
const LEAST_PHONE_NUMBER = 1e6;
export const isPersonalNumber = (value: number): boolean =>
  Number.isInteger(value) && Math.abs(value) >= LEAST_PHONE_NUMBER;
