import { readPackages } from '../law/workspace.ts';
import { errorCatalogue } from './error-catalogue.ts';
import { type UsedCode, usedCodes } from './error-codes.ts';
import { code, type GeneratedTable } from './markdown.ts';
import { variables } from './option-table.ts';

/** The error codes in the sources of all packages. */
export const codesInUse = (): readonly UsedCode[] => {
  const known = variables();
  return usedCodes(
    readPackages().flatMap(({ sources }) => sources),
    (name) => known.has(name),
  );
};

export const documentErrors = (used: readonly UsedCode[]): GeneratedTable => ({
  head: ['Code', 'Appears as', 'Meaning', 'Remedy'],
  rows: new Map(
    Object.entries(errorCatalogue)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { meaning, remedy }]) => [name, [code(name), appearances(used, name), meaning, remedy]]),
  ),
});

const appearances = (used: readonly UsedCode[], name: string): string =>
  [...new Set(used.filter((each) => each.code === name).map(({ appearance }) => appearance))].sort().join(', ');
