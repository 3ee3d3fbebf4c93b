import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { mountParts, type RegexpKey } from './regexp-pattern.js';

type PathToRegexp = (path: unknown, keys: RegexpKey[], options: { end: boolean }) => RegExp;

const require = createRequire(import.meta.url);
/** Version 0.1.13, as Express 4.22 has it. */
const pathToRegexp = createRequire(require.resolve('express-4'))('path-to-regexp') as PathToRegexp;

const patternsOf = (regexp: RegExp, keys: readonly RegexpKey[]) =>
  mountParts(regexp, keys).map(({ pattern }) => pattern);
const named = (...names: (string | number)[]) => names.map((name) => ({ name }));

describe('the pattern of a mount of Express 4', () => {
  it.each([
    '/users',
    '/users/:phone',
    '/a.b/:x-:y/v1',
    '/:lang?/users',
    String.raw`/days/:day(\d+)`,
    String.raw`/days/:day(\d{4})?`,
    '/files/*',
    '/:a*/end',
    '/files/:name.:format',
    '/files/:name.:format?',
    '/~me/x_y',
  ])('%s is read back from its expression', (path) => {
    const keys: RegexpKey[] = [];
    expect(patternsOf(pathToRegexp(path, keys, { end: false }), keys)).toEqual([path]);
  });

  it('loses the slash at its end, and is a slash where there is nothing else', () => {
    for (const [path, pattern] of [
      ['/users/', '/users'],
      ['/', '/'],
    ]) {
      expect(patternsOf(pathToRegexp(path, [], { end: false }), [])).toEqual([pattern]);
    }
  });

  it.each([
    [/^\/users\/(?:([^/]+?))\/?(?=\/|$)/i, ['phone'], '/users/:phone'],
    [/^\/a\.b\/(?:([^/]+?))-(?:([^/]+?))\/?(?=\/|$)/i, ['x', 'y'], '/a.b/:x-:y'],
    [/^(?:\/([^/]+?))?\/users\/?(?=\/|$)/i, ['lang'], '/:lang?/users'],
    [/^\/(?:([^/]+?)((?:[/].+?)?))\/?(?=\/|$)/i, ['a', 0], '/:a*'],
    [/^\/users\/(?:([^/]+?))(?:\.([^/.]+?))\/?(?=\/|$)/i, ['p', 'fmt'], '/users/:p.:fmt'],
  ])('%s of path-to-regexp 0.1.7 is read as well', (regexp, keys, pattern) => {
    expect(patternsOf(regexp, named(...keys))).toEqual([pattern]);
  });

  it('is found for each element of an array, in the expression that matches it alone', () => {
    const keys: RegexpKey[] = [];
    const regexp = pathToRegexp(['/a/:x', /^\/r(\d+)/, '/b/:y'], keys, { end: false });
    const parts = mountParts(regexp, keys);
    expect(parts.map(({ pattern }) => pattern)).toEqual(['/a/:x', undefined, '/b/:y']);
    expect(parts.map((part) => part.regexp.test('/b/7'))).toEqual([false, false, true]);
    const older = /(?:^\/a\/(?:([^/]+?))\/?(?=\/|$)|^\/b\/?(?=\/|$))/i;
    expect(patternsOf(older, named('x'))).toEqual(['/a/:x', '/b']);
  });

  it.each([
    [/^\/users\/(\d+)/, [0]],
    [/^\/a|^\/b/, []],
    [/^\/(?:a|^b)\/?(?=\/|$)/, []],
    [/[|^]\/?(?=\/|$)/, []],
    [/^\/(\w+)\/?(?=\/|$)/, [0]],
    [/^\/users(?:\/([^/]+?))\/?(?=\/|$)/, []],
    [/^\/\d\/?(?=\/|$)/, []],
  ])('%s, which is the own expression of a bot, has none', (regexp, keys) => {
    expect(mountParts(regexp, named(...keys))).toEqual([{ regexp, pattern: undefined }]);
  });
});
