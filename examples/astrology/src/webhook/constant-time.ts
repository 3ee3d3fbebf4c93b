import { createHash, timingSafeEqual } from 'node:crypto';

/** Digests have one length, so that the comparison takes one time whatever was given. */
export const equalInConstantTime = (given: string, expected: string): boolean =>
  timingSafeEqual(digest(given), digest(expected));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
