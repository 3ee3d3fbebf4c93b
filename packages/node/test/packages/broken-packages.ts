import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstalledProject } from './installed-project.ts';
import { packageNames } from './workspace.ts';

/** What becomes of a file of a package; undefined: it is left out. */
export type Breakage = (file: string, text: string) => string | undefined;

/** A folder in a project whose bots find the installed packages in a broken copy; everything else is the project's. */
export const breakPackages = ({ folder }: InstalledProject, breakage: Breakage): string => {
  const base = mkdtempSync(join(folder, 'broken-'));
  for (const name of packageNames) {
    const copy = join(base, 'node_modules', '@astrolabe', name);
    mkdirSync(copy, { recursive: true });
    cpSync(join(folder, 'node_modules', '@astrolabe', name), copy, { recursive: true, dereference: true });
    for (const file of globSync(['dist/*.{js,cjs}', 'package.json'], { cwd: copy })) {
      const broken = breakage(file, readFileSync(join(copy, file), 'utf8'));
      if (broken === undefined) rmSync(join(copy, file));
      else writeFileSync(join(copy, file), broken);
    }
  }
  return base;
};

export const withoutCommonjs: Breakage = (file, text) => (file.endsWith('.cjs') ? undefined : text);

/** Each half has a symbol of its own, and so a state of its own. */
export const withoutSharedState: Breakage = (_file, text) =>
  text.replace(/Symbol\.for\((["']astrolabe\.v\d+["'])\)/, 'Symbol($1)');

/** What bundlers are told of `@astrolabe/node/auto`, which does all it does when it is loaded. */
export const withoutSideEffects: Breakage = (file, text) =>
  file === 'package.json' ? JSON.stringify({ ...JSON.parse(text), sideEffects: false }) : text;
