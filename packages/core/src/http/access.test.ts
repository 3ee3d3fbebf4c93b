import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createAccessPolicy } from './access.js';

const request = (headers: Record<string, string> = {}, remoteAddress: string | undefined = '127.0.0.1') =>
  ({ headers: { host: 'localhost:3000', ...headers }, socket: { remoteAddress } }) as unknown as IncomingMessage;
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

describe('with a token', () => {
  const policy = createAccessPolicy('s3cret', false);

  it.each([
    { authorization: 'Bearer s3cret' },
    { authorization: 'bearer  s3cret ' },
    basic('anybody:s3cret'),
    basic(':s3cret'),
  ])('grants %j', (headers) => expect(policy.check(request(headers, '203.0.113.7'))).toBe('granted'));

  it.each([
    {},
    { authorization: '' },
    { authorization: 'Bearer' },
    { authorization: 'Bearer s3cre' },
    { authorization: 'Bearer s3crett' },
    { authorization: 'Bearer S3CRET' },
    { authorization: 's3cret' },
    { authorization: 'Digest s3cret' },
    { authorization: `Bearer ${'x'.repeat(100_000)}` },
    basic('s3cret'),
    basic('s3cret:'),
    { authorization: 'Basic %%%' },
  ])('denies %.80j, from this machine too', (headers) =>
    expect(policy.check(request(headers as Record<string, string>))).toBe('denied'),
  );

  it('takes a password with colons in it', () => {
    expect(createAccessPolicy('a:b', true).check(request(basic('x:a:b')))).toBe('granted');
  });
});

describe('without a token', () => {
  it('is closed in production, to this machine as well', () => {
    const policy = createAccessPolicy(undefined, true);
    expect(policy.mode).toBe('closed');
    expect(policy.check(request())).toBe('closed');
  });

  const policy = createAccessPolicy(undefined, false);

  it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('is open in development to %s', (address) =>
    expect(policy.check(request({}, address))).toBe('granted'),
  );

  it.each(['203.0.113.7', '10.0.0.1', '::ffff:10.0.0.1', '1127.0.0.1', '', undefined])('is closed to %s', (address) =>
    expect(policy.check({ ...request(), socket: { remoteAddress: address } } as IncomingMessage)).toBe('closed'),
  );

  it('is closed to a caller of HTTP/1.0, as nginx passes requests on', () => {
    expect(policy.check({ ...request(), httpVersion: '1.0' } as IncomingMessage)).toBe('closed');
  });

  it('is open to what browsers and scrapers send', () => {
    const usual = [
      'accept',
      'accept-encoding',
      'user-agent',
      'x-prometheus-scrape-timeout-seconds',
      'x-requested-with',
    ];
    for (const name of usual) expect(policy.check(request({ [name]: 'x' })), name).toBe('granted');
  });

  it.each([
    ...[
      'forwarded',
      'via',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-port',
      'x-forwarded-ssl',
      'x-forwarded',
    ],
    ...[
      'x-real-ip',
      'x-railway-request-id',
      'x-client-ip',
      'x-cluster-client-ip',
      'x-azure-clientip',
      'x-amzn-trace-id',
    ],
    ...['x-original-forwarded-for', 'fly-client-ip', 'fastly-client-ip', 'cf-ray', 'cf-visitor', 'cdn-loop'],
    ...['tailscale-user-login', 'true-client-ip', 'x-envoy-external-address', 'x-vercel-id'],
  ])('is closed to a proxy on this machine, which sends %s', (name) =>
    expect(policy.check(request({ [name]: 'x' }))).toBe('closed'),
  );

  it.each(['localhost', 'LOCALHOST:3000', '127.0.0.1:80', '[::1]:3000'])('is open under the name %s', (host) =>
    expect(policy.check(request({ host }))).toBe('granted'),
  );

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', ''])(
    'is closed under the name %j, which a page in a browser may have chosen',
    (host) => expect(policy.check(request({ host }))).toBe('closed'),
  );
});
