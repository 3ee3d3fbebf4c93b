import { randomBytes } from 'node:crypto';

export type Direction = 'inbound' | 'outbound';

const PREFIX = 'wamid.';
/** What lies between the number and the serial in ids as they are seen. */
const DIRECTION_BYTES: Readonly<Record<Direction, readonly number[]>> = {
  inbound: [0x15, 0x02, 0x00, 0x12, 0x18],
  outbound: [0x15, 0x02, 0x00, 0x11, 0x18],
};

/** An id of a message as WhatsApp makes them: base64 with the user's number in it, readable by anyone who decodes it. */
export const createWamid = (phoneNumber: string, direction: Direction): string => {
  const serial = randomBytes(10).toString('hex').toUpperCase();
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, phoneNumber.length]),
    Buffer.from(phoneNumber),
    Buffer.from([...DIRECTION_BYTES[direction], serial.length]),
    Buffer.from(serial),
    Buffer.from([0x00]),
  ]);
  return PREFIX + bytes.toString('base64');
};

export const isWamid = (text: unknown): text is string =>
  typeof text === 'string' && text.startsWith(PREFIX) && /^[A-Za-z0-9+/]+=*$/.test(text.slice(PREFIX.length));
