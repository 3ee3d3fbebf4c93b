import { join } from 'node:path';
import { runProgram } from '../workspace.ts';
import { makeBundle } from './bundle.ts';
import { type Consumer, type Links, linkPackages, type Place } from './consumer.ts';

const BOTS = ['express-bot', 'fastify-bot', 'http-bot'];
const STRICT = { strict: true, skipLibCheck: false, esModuleInterop: true, target: 'ES2022', types: ['node'] };

export interface Compilation {
  readonly name: string;
  readonly module: 'node16' | 'nodenext';
  readonly compiler?: 'typescript' | 'typescript-7';
  readonly links?: Links;
}

/** All bots, as ESM and as CommonJS, checked and compiled by `tsc` with the declarations of everything they import. */
export const compiled = ({ name, module, compiler = 'typescript', links = {} }: Compilation): Consumer => ({
  name,
  prepare: async (place) => {
    const files = ['mts', 'cts'].flatMap((ending) => BOTS.map((bot) => `${bot}.${ending}`));
    for (const file of files) place.put(`${file.split('.')[0]}.ts`, file);
    linkPackages(place, links);
    await compile(place, compiler, files, { module, moduleResolution: module, allowJs: true, outDir: 'out' });
    return files.map((file) => ({
      folder: join(place.folder, 'out'),
      parameters: [file.replace('ts', 'js')],
      visits: 1,
    }));
  },
});

/** The same for bots that a bundler compiles: `tsc` checks them, and esbuild makes one file of each. */
export const bundled: Consumer = {
  name: 'TypeScript 6, bundler',
  prepare: async (place) => {
    const files = BOTS.map((bot) => `${bot}.ts`);
    for (const file of files) place.put(file);
    const options = { module: 'esnext', moduleResolution: 'bundler', allowJs: true, noEmit: true };
    await compile(place, 'typescript', files, options);
    return Promise.all(files.map((file) => makeBundle(place, 'esm', file)));
  },
};

const compile = async (place: Place, compiler: string, files: readonly string[], options: object): Promise<void> => {
  place.put('visit.cjs');
  place.write('tsconfig.json', { compilerOptions: { ...STRICT, ...options }, files });
  const tsc = [place.tool(`${compiler}/bin/tsc`), '-p', place.folder];
  const { exitCode, stdout, stderr } = await runProgram(process.execPath, tsc, place.folder);
  if (exitCode !== 0) throw new Error(`tsc found fault with it:\n${stdout}${stderr}`);
};
