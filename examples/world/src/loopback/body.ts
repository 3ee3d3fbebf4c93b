import type { IncomingMessage } from 'node:http';

/** The whole body as text; undefined when it has more bytes than `largest`. */
export const readBody = async (request: IncomingMessage, largest: number): Promise<string | undefined> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= largest) parts.push(part);
  }
  return size > largest ? undefined : Buffer.concat(parts).toString('utf8');
};
