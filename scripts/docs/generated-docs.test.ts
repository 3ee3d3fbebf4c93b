import { globSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPackages, readText, repository } from '../law/workspace.ts';
import { errorCatalogue } from './error-catalogue.ts';
import { type UsedCode, usedCodes } from './error-codes.ts';
import { codesInUse } from './error-table.ts';
import { generatedTables } from './generated-tables.ts';
import { type GeneratedTable, regionsOf, rowsByHand, rowsMissing, withRegions } from './markdown.ts';
import { undocumentedMetrics } from './metric-names.ts';
import { unitOf } from './metric-table.ts';
import { documentOptions, optionTables } from './option-table.ts';

const pages = globSync(['README.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: repository })
  .sort()
  .filter((path) => regionsOf(readText(path)).length > 0);

let tables: ReadonlyMap<string, GeneratedTable>;
let used: readonly UsedCode[];
const table = (name: string): GeneratedTable => tables.get(name) as GeneratedTable;

beforeAll(async () => {
  tables = await generatedTables();
  used = codesInUse();
});

describe('the pages generated from the code', () => {
  // `pnpm docs:generate` runs this test with --update, which writes what is expected here.
  it.each(pages)('%s is up to date', async (path) => {
    await expect(withRegions(readText(path), tables)).toMatchFileSnapshot(join(repository, path));
  });

  it.each([
    ['docs/configuration.md', 'options'],
    ['docs/metrics.md', 'metrics'],
    ['docs/metrics.md', 'buckets'],
    ['docs/errors.md', 'errors'],
  ])('%s shows all %s', (path, name) => {
    expect(rowsMissing(readText(path), name, table(name))).toEqual([]);
  });

  it.each(globSync(['README.md', 'docs/*.md', 'packages/*/README.md'], { cwd: repository }).sort())(
    '%s repeats no row of them by hand',
    (path) => {
      const names = ['options', 'metrics', 'errors'].flatMap((name) => [...table(name).rows.keys()]);
      expect(rowsByHand(readText(path), new Set(names))).toEqual([]);
    },
  );

  it.each([
    ['docs/configuration.md', '`ASTROLABE_TOKEN`'],
    ['docs/metrics.md', 'counter'],
    ['docs/errors.md', 'warning'],
  ])('%s is out of date as soon as one word of it differs', (path, word) => {
    const page = withRegions(readText(path), tables);
    const [cell = ''] = page.match(new RegExp(`\\| [^|\\n]*${word}[^|\\n]* \\|`)) ?? [];
    const drifted = page.replace(cell, '| by hand |');
    expect(drifted).not.toBe(page);
    expect(withRegions(drifted, tables)).toBe(page);
  });
});

describe('the options in the docs', () => {
  it('are those of everything that is started, each under a name of its own', () => {
    const names = [...optionTables().values()].flatMap((each) => Object.keys(each));
    expect(names.length).toBe(new Set(names).size);
    expect([...table('options').rows.keys()]).toEqual(names);
  });

  it('show values as owners write them', () => {
    const [timeout] = documentOptions({
      wait: {
        env: ['ASTROLABE_WAIT'],
        parse: () => 120_000,
        accept: () => 120_000,
        shape: 'a duration',
        example: '2m',
        fallback: 120_000,
        description: 'How long.',
      },
    }).rows.values();
    expect(timeout).toEqual(['`wait`', '`ASTROLABE_WAIT`', 'a duration', '`2m`', '`ASTROLABE_WAIT=2m`', 'How long.']);
  });
});

describe('the metrics in the docs', () => {
  it('are all that the sources name', () => {
    const sources = readPackages().flatMap((each) => each.sources);
    expect(undocumentedMetrics(sources, [...table('metrics').rows.keys()])).toEqual([]);
  });

  it('would lack one that is declared late', () => {
    const text = `
      metrics.counter('bot_late_total', {});
      metrics.gauge(\`bot_\${part}_bytes\`, {});
      gauge('free_bytes');
      throw new Error('bot_x_total is late');
    `;
    const found = undocumentedMetrics([{ path: 'a.ts', text }], ['bot_free_bytes']);
    expect(found.map(({ name }) => name)).toEqual(['bot_late_total']);
    expect(undocumentedMetrics([{ path: 'a.ts', text }], []).length).toBe(3);
  });

  it.each([
    ['http_server_request_duration_seconds', 'seconds'],
    ['astrolabe_overhead_seconds_total', 'seconds'],
    ['process_resident_memory_bytes', 'bytes'],
    ['whatsapp_events_total', 'count'],
    ['process_threads', 'count'],
  ])('have the unit that ends their name: %s in %s', (name, unit) => {
    expect(unitOf(name)).toBe(unit);
  });
});

describe('the error table', () => {
  it('has a row for every code in the sources, and none besides', () => {
    expect(Object.keys(errorCatalogue).sort()).toEqual([...new Set(used.map((each) => each.code))].sort());
  });

  it('knows how every code appears', () => {
    expect(used.filter(({ appearance }) => appearance === undefined)).toEqual([]);
  });

  it('finds the codes and how they appear, and takes no variable for one', () => {
    const text = `
      throw new AstrolabeError('ASTROLABE_A', '');
      diagnostics.warnOnce('ASTROLABE_B', '');
      const c = 'ASTROLABE_C';
      const d = \`ASTROLABE_D\`;
      const variable = 'ASTROLABE_TOKEN';
    `;
    const found = usedCodes([{ path: 'a.ts', text }], (name) => name === 'ASTROLABE_TOKEN');
    expect(found.map(({ code, appearance }) => [code, appearance])).toEqual([
      ['ASTROLABE_A', 'thrown'],
      ['ASTROLABE_B', 'warning'],
      ['ASTROLABE_C', undefined],
      ['ASTROLABE_D', undefined],
    ]);
  });
});
