import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspacePackage } from './workspace.ts';

const FILES = ['README.md', 'package.json', 'tsup.config.ts', 'tsconfig.json', 'src/index.ts'];
const OPTIONS_FILE = /\/options\.ts$/;
/** A row of an option table is made by one of these. */
const OPTION_ROW = /\b[a-z]\w*Option(<[^(]*>)?\(\s*\{/;

const SHARED_FIELDS: Readonly<Record<string, unknown>> = {
  license: 'MIT',
  type: 'module',
  engines: { node: '>=22.15' },
  files: ['dist', 'README.md'],
  publishConfig: { access: 'public' },
  scripts: { build: 'tsup' },
};

/** What a package lacks of the anatomy that all of them share; one sentence each. */
export const anatomyFaults = (each: WorkspacePackage, root: string): readonly string[] => [
  ...FILES.filter((file) => !existsSync(join(root, 'packages', each.folder, file))).map(
    (file) => `${each.folder} has no ${file}`,
  ),
  ...fieldFaults(each),
  ...entryFaults(each),
  ...sourceFaults(each),
];

const fieldFaults = ({ folder, manifest }: WorkspacePackage): readonly string[] => {
  const faults = Object.entries({ ...SHARED_FIELDS, sideEffects: sideEffectsOf(manifest) })
    .filter(([field, value]) => JSON.stringify(manifest[field]) !== JSON.stringify(value))
    .map(([field, value]) => `${folder}: "${field}" in package.json is not ${JSON.stringify(value)}`);
  return manifest.name === `@astrolabe/${folder}` ? faults : [`${folder} is named ${manifest.name}`, ...faults];
};

/** An entry that is imported for its effect alone must not be dropped by a bundler. */
const sideEffectsOf = ({ exports = {} }: WorkspacePackage['manifest']): false | readonly string[] =>
  './auto' in exports ? ['./dist/auto.js', './dist/auto.cjs'] : false;

/** Each entry has both formats, and declarations for each. */
const entryFaults = ({ folder, manifest }: WorkspacePackage): readonly string[] =>
  Object.entries(manifest.exports ?? {})
    .filter(([path]) => path !== './package.json')
    .filter(([path, conditions]) => {
      const file = path === '.' ? 'index' : path.slice('./'.length);
      const wanted = {
        import: { types: `./dist/${file}.d.ts`, default: `./dist/${file}.js` },
        require: { types: `./dist/${file}.d.cts`, default: `./dist/${file}.cjs` },
      };
      return JSON.stringify(conditions) !== JSON.stringify(wanted);
    })
    .map(([path]) => `${folder}: the entry ${path} is not ESM and CommonJS with declarations for each`);

const sourceFaults = ({ sources }: WorkspacePackage): readonly string[] =>
  sources.flatMap(({ path, text }) => [
    ...(/^export \* from/m.test(text) ? [`${path} exports without names`] : []),
    ...(/\/(utils|helpers|types)\.ts$/.test(path) ? [`${path} is named after nothing`] : []),
    ...(OPTION_ROW.test(text) && !OPTIONS_FILE.test(path) ? [`${path} declares options outside of options.ts`] : []),
  ]);
