import type { SentRequest } from './bot.js';

/** A number of the range that is kept for fiction. */
export const PHONE = '447700900123';

/** How a number may be written into a URL or a header. */
const SPELLINGS = [
  PHONE,
  `+${PHONE}`,
  `%2B${PHONE}`,
  `00${PHONE}`,
  '44%207700%20900123',
  '44-7700-900123',
  `${PHONE}@s.whatsapp.net`,
  [...PHONE].map((digit) => `%3${digit}`).join(''),
  encodeURIComponent(Buffer.from(PHONE).toString('base64')),
];

const MOUNTS = [
  '',
  '/api',
  '/users/',
  '/pairs/me-',
  '/re/',
  '/twice/',
  '/apps/',
  '/hooks/',
  '/hidden/',
  '/files/',
  '/nowhere/',
];
const ENDS = ['200', '404', 'throw', 'next', 'later'];

/** Requests with the number in every position: the whole path, a mount, a parameter, the query, headers, the body. */
export const floodRequests = (): readonly SentRequest[] =>
  SPELLINGS.flatMap((phone) =>
    MOUNTS.flatMap((mount) => {
      const first = mount.endsWith('/') || mount.endsWith('-') ? mount + phone : `${mount}/${phone}`;
      const paths = [first, `${first}/`, `${first}/${phone}`, `${first}/chart`, `${first}/chart/${phone}.json`];
      return paths.flatMap((path, index) => requestsTo(path, phone, ENDS[index % ENDS.length] as string));
    }),
  );

const requestsTo = (path: string, phone: string, end: string): readonly SentRequest[] => [
  {
    path: `${path}?as=${end}&from=${phone}`,
    headers: { 'x-phone': phone, 'user-agent': `bot ${phone}`, traceparent: phone },
  },
  { path: `${path}?as=200#${phone}`, method: 'POST', body: phone },
];

/** The parts of a number, six digits and longer, in any of its spellings, that a text shows. */
export const phonesIn = (text: string): readonly string[] => {
  const hex = /(?:%3\d){6}/gi;
  const base64 = Buffer.from(PHONE).toString('base64').slice(0, 8);
  const digits = text.replace(/(?<=\d)(?:[-\s]|%20|\\u0020)(?=\d)/g, '');
  const found = [...(text.match(hex) ?? []), ...(text.includes(base64) ? [base64] : [])];
  for (let start = 0; start + 6 <= PHONE.length; start++) {
    const part = PHONE.slice(start, start + 6);
    if (digits.includes(part)) found.push(part);
  }
  return found;
};
