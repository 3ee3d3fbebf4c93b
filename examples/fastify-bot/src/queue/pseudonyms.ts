import { createHmac } from 'node:crypto';

/** A name for somebody or something personal, the same every time, that nobody can turn back without the key. */
export type Pseudonym = (personal: string) => string;

/** A plain hash would do for nobody: there are few enough phone numbers to try them all. */
export const createPseudonym =
  (key: string): Pseudonym =>
  (personal) =>
    createHmac('sha256', key).update(personal).digest('hex').slice(0, 32);
