import { describe, expect, it } from 'vitest';
import { foreignLines } from './hygiene.ts';
import { readRepositoryFiles } from './workspace.ts';

describe('the repository', () => {
  it('has nothing of one machine or one registry in it', () => {
    expect(foreignLines(readRepositoryFiles())).toEqual([]);
  });

  it.each([
    ['an absolute path of a machine', `cd ${['', 'home', 'me', 'bot'].join('/')}`],
    ['an absolute path of a machine', ['C:', 'Users', 'me'].join('\\')],
    ['a registry host', `https://${['registry', 'example', 'org'].join('.')}/express`],
    ['a tarball address', `resolution: {integrity: sha512-x, ${'tarball'}: https://example.org/x.tgz}`],
  ])('would be caught with %s: %s', (what, text) => {
    expect(foreignLines([{ path: 'a.md', text }])).toContain(`a.md:1 has ${what}`);
  });

  it.each([
    'docs/home/page',
    "app.get('/users/:id')",
    "get('/Users/7')",
    'https://example.org/home/me',
    '$HOME/bot',
    '/root',
  ])('is not suspected for %s', (text) => {
    expect(foreignLines([{ path: 'a.md', text }])).toEqual([]);
  });
});
