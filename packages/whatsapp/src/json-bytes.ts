export const SPACE = 0x20;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_ARRAY = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_ARRAY = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const BEYOND_ASCII = 0x80;

/** Byte by byte: one look instead of several comparisons. */
const table = (is: (byte: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, byte) => Number(is(byte)));
export const IN_PLAIN_TEXT = table((byte) => byte !== QUOTE && byte !== BACKSLASH && byte < BEYOND_ASCII);
const BRACKETS_AND_QUOTE: readonly number[] = [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT, QUOTE];
export const BETWEEN = table((byte) => !BRACKETS_AND_QUOTE.includes(byte));

/** Part of a number, of true, false or null. */
export const isWord = (byte: number): boolean =>
  byte > SPACE && byte !== COMMA && byte !== CLOSE_ARRAY && byte !== CLOSE_OBJECT && byte !== QUOTE;
