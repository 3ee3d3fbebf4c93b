// A process of its own: callers of whom one in ten leaves early, asks for what is not there, or meets an error.
import { answerParent } from '../../servers/control.cjs';
import { Connection } from '../load/connection.ts';

const CONNECTIONS = 32;

/** What a request is, by its number: nine in ten are fine, and the tenth goes wrong in one of three ways. */
export type Fate = 'answered' | 'left' | 'unknown' | 'failed';
export const fateOf = (number: number): Fate => {
  if (number % 10 !== 0) return 'answered';
  return (['left', 'unknown', 'failed'] as const)[(number / 10) % 3] as Fate;
};

/** Everybody has a number of their own: it must not become a label, or be kept. */
const phoneOf = (number: number): string => `4477${String(number).padStart(8, '0')}`;

const pathOf = (number: number): string => {
  const phone = phoneOf(number);
  const paths: Readonly<Record<Fate, string>> = {
    answered: `/users/${phone}/reading`,
    left: `/users/${phone}/forecast`,
    unknown: `/${phone}/${number.toString(36)}?phone=${phone}`,
    failed: `/users/${phone}/chart`,
  };
  return paths[fateOf(number)];
};

let nextNumber = 0;

/** Sends exactly `requests`, and answers how many there were of each fate. */
const send = async ({ port, requests }: { port: number; requests: number }): Promise<Record<Fate, number>> => {
  const fates: Record<Fate, number> = { answered: 0, left: 0, unknown: 0, failed: 0 };
  let remaining = requests;
  const caller = async () => {
    let connection = await Connection.open(port);
    while (remaining > 0) {
      remaining--;
      const number = nextNumber++;
      const fate = fateOf(number);
      fates[fate]++;
      const bytes = `GET ${pathOf(number)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
      if (fate === 'left') {
        await connection.requestAndLeave(bytes);
        connection = await Connection.open(port);
      } else {
        await connection.roundTrip(bytes);
      }
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, caller));
  return fates;
};

answerParent({ send });
