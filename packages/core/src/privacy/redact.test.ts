import { describe, expect, it } from 'vitest';
import { isPersonalNumber, redactText } from './redact.js';

describe('redaction takes out', () => {
  it.each([
    ['a phone number', 'call +44 7700 900123 now', 'call [number] now'],
    ['one with other separators', '(0)7700-900.123', '([number]'],
    ['one in other digits', 'رقم ٠٧٧٠٠٩٠٠١٢٣', 'رقم [number]'],
    ['one in wide digits', '４４７７００９００１２３', '[number]'],
    ['a wa_id', 'turn of 447700900123', 'turn of [number]'],
    ['a message id', 'wamid.HBgMNDQ3NzAwOTAwMTIzFQIAERgSQTk=', '[wamid]'],
    ['a JID', '447700900123@s.whatsapp.net', '[jid]'],
    ['a user id of a business', 'user US.13491208655302741918', 'user [user]'],
    ['an email address', 'mail ada@example.org', 'mail [email]'],
    ['a day', 'born 1990-07-14', 'born [date]'],
    ['a day with its time', '1990-07-14T05:30:00Z', '[date]'],
    ['a day as people write it', '14/07/1990 or 14.7.90', '[date] or [date]'],
    ['a day in words', '14 July 1990, July 14th, 1990', '[date], [date]'],
    ['a time of day', 'at 05:30 am', 'at [time]'],
    ['a place', '51.5074, -0.1278', '[place]'],
    ['half a place', 'latitude 51.5074', 'latitude [place]'],
    ['an address of a machine', 'from 203.0.113.9', 'from [address]'],
    ['a token', 'Bearer abc.def', '[token]'],
    ['a key', 'sk-abcdefgh12345678', '[token]'],
    ['a key of the Graph API', `EAAG${'a1'.repeat(20)}`, '[token]'],
  ])('%s', (_what, text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  it('what would be half a number where the text is cut', () => {
    expect(redactText(`${'x '.repeat(510)}447700900123`)).not.toMatch(/\d{3}/);
  });
});

describe('redaction leaves', () => {
  it.each([
    'natal chart',
    'GET /charts/:id',
    'v21.0',
    'HTTP 503',
    'gpt-5-mini',
    'SELECT ? FROM charts',
    'at chart.js:12:34',
  ])('%s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('numbers that are shorter than a phone has, or none of a phone', () => {
    expect([200, 1_500.25, 999_999, 447_700_900_123].map(isPersonalNumber)).toEqual([false, false, false, true]);
  });
});
