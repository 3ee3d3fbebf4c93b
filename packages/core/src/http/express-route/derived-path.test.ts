import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { DerivedPath, derivePattern } from './derived-path.js';
import type { PathMatcher } from './layer-path.js';

type LayerClass = new (
  path: string | RegExp,
  options: object,
  handle: () => void,
) => { readonly matchers: [PathMatcher] };

const require = createRequire(import.meta.url);
const layerOf = (express: string): LayerClass =>
  createRequire(require.resolve(express))('router/lib/layer.js') as LayerClass;
const routers = [
  { name: 'router 2.0 with path-to-regexp 8.0', Layer: layerOf('express-5.0') },
  { name: 'router 2.2 with path-to-regexp 8.4', Layer: layerOf('express-5.1') },
];
const PHONE = '447700900123';

describe.each(routers)('the pattern of a mount of $name', ({ Layer }) => {
  const matcherOf = (path: string | RegExp, options = {}): PathMatcher =>
    new Layer(path, { end: false, strict: false, ...options }, () => undefined).matchers[0];
  const derive = (mount: string, path: string, options = {}) => derivePattern(matcherOf(mount, options), path);

  it.each([
    ['/users', '/users', '/users'],
    ['/users/', '/users/', '/users'],
    ['/users/:phone', `/users/${PHONE}`, '/users/:phone'],
    ['/users/:phone/', `/users/%2B${PHONE}/`, '/users/:phone'],
    ['/users/:phone', '/users/users', '/users/:phone'],
    ['/users/:phone', '/users/users%20users', '/users/:phone'],
    ['/:tenant/users/:phone', '/users/users/users', '/:tenant/users/:phone'],
    ['/p-:first.:second', `/p-${PHONE}.1`, '/p-:first.:second'],
    ['/files/*rest', `/files/${PHONE}/a/b`, '/files/*rest'],
    ['/files/*rest/end', `/files/${PHONE}/a/end`, '/files/*rest/end'],
    ['/api{/v1}', '/api/v1', '/api/v1'],
    ['/api{/v1}', '/api', '/api'],
    ['/langs{/:lang}/charts', `/langs/${PHONE}/charts`, '/langs/:lang/charts'],
    ['/days{/:day}', `/days/${PHONE}`, '/days/:day'],
    ['/:tenant{/:phone}', `/acme/${PHONE}`, '/:tenant/:phone'],
    ['/langs{/:lang}/charts', '/langs/charts', '/langs/charts'],
  ])('%s, from %s, is %s', (mount, path, pattern) => {
    expect(derive(mount, path)).toBe(pattern);
  });

  it('has no letter case of a caller where case does not matter, and its own where it does', () => {
    expect(derive('/Users/:Phone', '/uSERS/x')).toBe('/users/:Phone');
    expect(derive('/Users/:Phone', '/Users/x', { sensitive: true })).toBe('/Users/:Phone');
  });

  it('stays unknown where a path shows too little', () => {
    expect(derive('/:first-:second', `/${PHONE}-1-2`)).toBeUndefined();
    expect(derive('/:tenant{/admin}', `/${PHONE}/admin`)).toBeUndefined();
    expect(derive('/:same{/:same}', `/${PHONE}/7`)).toBeUndefined();
    expect(derive('/users/:phone', '/users/\uE000')).toBeUndefined();
    expect(derive('/users/:phone', '/other/x')).toBeUndefined();
  });

  it('is learned from the first path that shows it, and kept', () => {
    const path = new DerivedPath(matcherOf('/:first-:second'));
    expect([path.match(`/${PHONE}-1-2/chart`), path.pattern]).toEqual([`/${PHONE}-1-2`, undefined]);
    expect([path.match(`/${PHONE}-1/chart`), path.pattern]).toEqual([`/${PHONE}-1`, '/:first-:second']);
    expect([path.match('/x/y'), path.pattern]).toEqual([undefined, '/:first-:second']);
  });

  it('is given up after some paths that do not show it, and is not asked of a path without end', () => {
    const path = new DerivedPath(matcherOf('/:first-:second'));
    for (let count = 0; count < 20; count++) path.match(`/${'7'.repeat(300)}-1`);
    expect(path.pattern).toBeUndefined();
    for (let count = 0; count < 20; count++) path.match(`/${PHONE}-1-2`);
    expect(path.pattern).toBe('/(mount)');
  });

  it('of a regular expression is a constant', () => {
    for (const mount of [/^\/users\/(\d+)/, /^\/(?:sun|moon)/, new RegExp(`^/${PHONE}|^/x`)]) {
      const path = new DerivedPath(matcherOf(mount));
      const taken = [`/users/${PHONE}`, '/moon', `/${PHONE}`].map((each) => path.match(each));
      expect(taken.some((each) => each !== undefined)).toBe(true);
      expect(path.pattern).toBe('/(regexp)');
    }
  });
});
