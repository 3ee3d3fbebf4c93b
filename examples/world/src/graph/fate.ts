/**
 * What the Graph API has in store for a user for ever. It is written in the phone number, as in the test numbers of
 * payment providers, so that the users and the Graph API agree on it without a word.
 */
export type Fate = 'ordinary' | 'late' | 'undeliverable' | 'unreachable' | 'lied to';

const DIGITS: Readonly<Record<Fate, string>> = {
  ordinary: '0',
  /** Every message takes a while, in which the user writes again: it is never open which came first. */
  late: '6',
  /** Every message is refused for good. */
  undeliverable: '7',
  /** Every message fails as if the next one might not. */
  unreachable: '8',
  /** Every message is answered with 200, and with an error. */
  'lied to': '9',
};
const PREFIX = '1555';
const SERIAL_DIGITS = 6;

export const phoneNumber = (fate: Fate, serial: number): string =>
  PREFIX + DIGITS[fate] + String(serial % 10 ** SERIAL_DIGITS).padStart(SERIAL_DIGITS, '0');

export const fateOf = (recipient: string): Fate => {
  const digit = recipient.startsWith(PREFIX) ? recipient[PREFIX.length] : undefined;
  const [fate] = Object.entries(DIGITS).find(([, each]) => each === digit) ?? ['ordinary'];
  return fate as Fate;
};
