import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSigned } from '../src/webhook/signature.ts';

const SECRET = 'app-secret';
const BODY = Buffer.from('{"object":"whatsapp_business_account","entry":[]}');
const SIGNATURE = `sha256=${createHmac('sha256', SECRET).update(BODY).digest('hex')}`;

describe('the signature of a webhook', () => {
  it('is right for the same bytes and the same secret', () => {
    expect(isSigned(BODY, SIGNATURE, SECRET)).toBe(true);
  });

  it('is wrong when a single byte is another', () => {
    expect(isSigned(Buffer.concat([BODY, Buffer.from(' ')]), SIGNATURE, SECRET)).toBe(false);
  });

  it('is wrong with another secret', () => {
    expect(isSigned(BODY, SIGNATURE, 'another')).toBe(false);
  });

  it.each([undefined, '', 'sha256=', 'sha1=abc', SIGNATURE.slice(0, -1), `${SIGNATURE}0`, SIGNATURE.slice(7), 'ü'])(
    'is wrong when the header is %j',
    (header) => {
      expect(isSigned(BODY, header, SECRET)).toBe(false);
    },
  );
});
