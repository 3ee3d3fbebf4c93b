import { expect, it } from 'vitest';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import { RoutePatterns } from './route-patterns.js';

const setUp = () => {
  const { diagnostics, lines } = recordDiagnostics();
  return { patterns: new RoutePatterns(2, diagnostics), lines };
};

it.each(['/', '/users/:id', '/v1/charts/{sign}', '/files/*', '/2026'])('%s is a pattern', (text) => {
  expect(setUp().patterns.isPattern(text)).toBe(true);
});

it.each<unknown>([
  '/users/447700900123',
  '/users?id=7',
  '/a b',
  '/%2B44',
  '/me@example.org',
  'users',
  '',
  undefined,
  7,
])('%j is none: it may be of one user', (text) => {
  const { patterns, lines } = setUp();
  expect([patterns.isPattern(text), patterns.isPattern(text)]).toEqual([false, false]);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.line).toContain("name the pattern of the route, such as '/users/:id'");
  expect(lines[0]?.line).not.toContain('447700900123');
});

it('patterns beyond those that are remembered are patterns as well', () => {
  const { patterns } = setUp();
  expect(['/a', '/b', '/c', '/c'].map((text) => patterns.isPattern(text))).toEqual([true, true, true, true]);
});
