import { expect, it } from 'vitest';
import { isSameSubscriber, userKey } from './user-key.js';

it('a user is the same however the number is written', () => {
  expect(new Set(['447700900123', '+447700900123', '+44 7700 900-123'].map((to) => userKey('1', to))).size).toBe(1);
  expect(userKey('1', '447700900123')).not.toBe(userKey('2', '447700900123'));
  expect(userKey('1', 'US.1349')).not.toBe(userKey('1', 'IN.1349'));
});

it.each([
  ['a Mexican number with and without its old 1', '5215512345678', '525512345678', true],
  ['an Argentine number with and without its 9', '5491123456789', '541123456789', true],
  ['a Brazilian number with and without its 9', '5511987654321', '551187654321', true],
  ['a number and an id of another kind', '447700900123', 'US.13491208655302741918', true],
  ['two numbers', '447700900123', '447700900124', false],
  ['two ids', 'US.1349', 'US.1350', false],
])('%s may be one user: %s and %s, %s', (_, a, b, isSame) => {
  expect(isSameSubscriber(userKey('1', a), userKey('1', b))).toBe(isSame);
  expect(isSameSubscriber(userKey('1', a), userKey('2', b))).toBe(false);
});
