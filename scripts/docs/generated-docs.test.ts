import { globSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readText, repository } from '../law/workspace.ts';
import { errorCatalogue } from './error-catalogue.ts';
import { type UsedCode, usedCodes } from './error-codes.ts';
import { codesInUse, generatedRegions, optionTables } from './generated-regions.ts';
import { markdownTable, regionsOf, withRegions } from './markdown.ts';

const pages = globSync(['README.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: repository })
  .sort()
  .filter((path) => regionsOf(readText(path)).length > 0);

let regions: ReadonlyMap<string, string>;
let used: readonly UsedCode[];

beforeAll(async () => {
  regions = await generatedRegions();
  used = await codesInUse(await optionTables());
});

describe('the pages generated from the code', () => {
  // `pnpm docs:generate` runs this test with --update, which writes what is expected here.
  it.each(pages)('%s is up to date', async (path) => {
    await expect(withRegions(readText(path), regions)).toMatchFileSnapshot(join(repository, path));
  });

  it('show every region somewhere', () => {
    const shown = new Set(pages.flatMap((path) => regionsOf(readText(path))));
    expect([...regions.keys()].filter((name) => !shown.has(name))).toEqual([]);
  });

  it('change where the code has changed, and only between the marks', () => {
    const page = 'before\n<!-- generated: metrics -->\nold\n<!-- end -->\nafter\n';
    expect(withRegions(page, new Map([['metrics', 'new']]))).toBe(page.replace('old', 'new'));
  });

  it('refuse a region that nothing is generated for', () => {
    const page = '<!-- generated: metric -->\n<!-- end -->';
    expect(() => withRegions(page, new Map([['metrics', 'new']]))).toThrow('region "metric"; there are metrics');
  });

  it('keep a table whole when a cell has a bar in it', () => {
    expect(markdownTable(['a'], [['x | y']])).toBe('| a |\n| --- |\n| x \\| y |');
  });
});

describe('the error table', () => {
  it('has a row for every code in the sources, and none besides', () => {
    expect(Object.keys(errorCatalogue).sort()).toEqual([...new Set(used.map(({ code }) => code))].sort());
  });

  it('knows how every code appears', () => {
    expect(used.filter(({ appearance }) => appearance === undefined)).toEqual([]);
  });

  it('finds the codes and how they appear, and takes no variable for one', () => {
    const text = `
      throw new AstrolabeError('ASTROLABE_A', '');
      diagnostics.warnOnce('ASTROLABE_B', '');
      const c = 'ASTROLABE_C';
      const variable = 'ASTROLABE_TOKEN';
    `;
    const found = usedCodes([{ path: 'a.ts', text }], (name) => name === 'ASTROLABE_TOKEN');
    expect(found.map(({ code, appearance }) => [code, appearance])).toEqual([
      ['ASTROLABE_A', 'thrown'],
      ['ASTROLABE_B', 'warning'],
      ['ASTROLABE_C', undefined],
    ]);
  });
});
