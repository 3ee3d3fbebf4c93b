import { expect, it } from 'vitest';
import { readRepositoryFiles, repository } from '../law/workspace.ts';
import { deadLinks } from './links.ts';

it('finds what every page links to', () => {
  const pages = readRepositoryFiles().filter(({ path }) => path.endsWith('.md'));
  expect(deadLinks(pages, repository)).toEqual([]);
});

it('finds the links that lead nowhere', () => {
  const text = [
    '[there](errors.md#codes) [gone](gone.md) [elsewhere](https://example.org)',
    '[ref]: ../nowhere',
    '<img src="lost.svg">',
  ].join('\n');
  expect(deadLinks([{ path: 'docs/page.md', text }], repository)).toEqual([
    'docs/page.md links to gone.md',
    'docs/page.md links to ../nowhere',
    'docs/page.md links to lost.svg',
  ]);
});
