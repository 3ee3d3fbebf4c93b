import { expect, it } from 'vitest';
import { prefersGzip } from './encoding.js';

it.each([
  'gzip',
  'GZIP',
  'x-gzip',
  'deflate, gzip;q=0.5, br',
  '*',
  'gzip;q=0.001',
  'gzip;q=0.5, identity;q=0.5',
  'identity;q=0, *',
])('Accept-Encoding %s wants gzip', (header) => expect(prefersGzip(header)).toBe(true));

it.each([
  undefined,
  '',
  'identity',
  'br, deflate',
  'gzip;q=0',
  'gzip; q=0.0, *',
  '*;q=0',
  'gzip;q=0.4, identity;q=0.5',
  'identity, gzip;q=0.9',
  'gzipped',
])('Accept-Encoding %s does not', (header) => expect(prefersGzip(header)).toBe(false));
