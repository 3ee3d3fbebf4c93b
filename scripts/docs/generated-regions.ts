import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Family, Option, OptionTable } from '@astrolabe/core';
import { isolatedRuntime } from '@astrolabe/core/testing';
import { startAstrolabe } from '../../packages/node/src/plugins.ts';
import { readPackages, repository } from '../law/workspace.ts';
import { errorCatalogue } from './error-catalogue.ts';
import { type UsedCode, usedCodes } from './error-codes.ts';
import { code, markdownTable } from './markdown.ts';

/** Everything that the pages take from the code, by the name of its region. */
export const generatedRegions = async (): Promise<ReadonlyMap<string, string>> => {
  const tables = await optionTables();
  return new Map([
    ...[...tables].map(([folder, table]) => [`options-${folder}`, optionTable(table)] as const),
    ['metrics', await metricTable()],
    ['metrics-whatsapp', await metricTable('whatsapp_')],
    ['errors', errorTable(await codesInUse(tables))],
  ]);
};

/** The option tables by package: the export of `options.ts` whose name ends with `Options`. */
export const optionTables = async (): Promise<ReadonlyMap<string, OptionTable>> => {
  const tables = new Map<string, OptionTable>();
  for (const path of globSync('packages/*/src/{options,config/options}.ts', { cwd: repository }).sort()) {
    const exported = (await import(join(repository, path))) as Readonly<Record<string, unknown>>;
    const table = Object.entries(exported).find(([name]) => name.endsWith('Options'))?.[1];
    if (table === undefined) throw new Error(`${path} exports no table whose name ends with Options`);
    tables.set(path.split('/')[1] as string, table as OptionTable);
  }
  return tables;
};

const optionTable = (table: OptionTable): string =>
  markdownTable(
    ['Option', 'Variables, the first that is set', 'Value', 'Default', 'Meaning'],
    Object.entries(table).map(([name, option]: [string, Option<unknown>]) => [
      code(name),
      option.env.length === 0 ? 'in code only' : option.env.map(code).join(', '),
      option.shape,
      option.fallback === undefined ? 'none' : code(String(option.fallback)),
      option.description,
    ]),
  );

/** The metrics that are there after a start, before the first request; those of one part by their prefix. */
const metricTable = async (prefix = ''): Promise<string> => {
  const isolated = isolatedRuntime();
  try {
    startAstrolabe({ log: 'none' });
    const families = [...isolated.runtime.metrics.families()]
      .filter(({ name }) => name.startsWith(prefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return markdownTable(
      ['Metric', 'Type', 'Labels', 'Meaning'],
      families.map((family) => [code(family.name), family.type, labelsOf(family), family.help]),
    );
  } finally {
    await isolated.dispose();
  }
};

const labelsOf = (family: Family & { readonly spec?: Readonly<Record<string, 'open' | readonly string[]>> }): string =>
  Object.entries(family.spec ?? {})
    .map(([name, values]) => (values === 'open' ? code(name) : `${code(name)}: ${values.map(code).join(', ')}`))
    .join(', ') || 'none';

/** The error codes in the sources of all packages. */
export const codesInUse = async (tables: ReadonlyMap<string, OptionTable>): Promise<readonly UsedCode[]> => {
  const variables = new Set([...tables.values()].flatMap((table) => Object.values(table).flatMap(({ env }) => env)));
  return usedCodes(
    readPackages().flatMap(({ sources }) => sources),
    (name) => variables.has(name),
  );
};

const errorTable = (used: readonly UsedCode[]): string =>
  markdownTable(
    ['Code', 'Appears as', 'Meaning', 'Remedy'],
    Object.entries(errorCatalogue)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { meaning, remedy }]) => {
        const appearances = new Set(used.filter((each) => each.code === name).map(({ appearance }) => appearance));
        return [code(name), [...appearances].sort().join(', '), meaning, remedy];
      }),
  );
