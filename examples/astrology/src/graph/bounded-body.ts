import { UpstreamError } from './upstream-error.ts';

/** Far more than any answer that is one. */
const LARGEST_ANSWER = 1024 * 1024;

/** The body as text. A body that nobody reads keeps its connection busy. @throws UpstreamError when it does not end */
export const readAnswer = async ({ body }: Response, who: string): Promise<string> => {
  if (body === null) return '';
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > LARGEST_ANSWER) throw new UpstreamError(`${who} answered with more than ${LARGEST_ANSWER} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};
