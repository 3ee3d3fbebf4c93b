import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { defineConfig, type Options } from 'tsup';
import { withLazyFunctions } from './scripts/build/lazy-functions.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

type Plugin = NonNullable<Options['plugins']>[number];
type BundlerPlugin = NonNullable<Options['esbuildPlugins']>[number];

const lazyFunctions: BundlerPlugin = {
  name: 'lazy-functions',
  setup(build) {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => ({
      contents: withLazyFunctions(await readFile(path, 'utf8'), path),
      loader: 'ts',
    }));
  },
};

/**
 * An ES module that imports one of Node.js's gets it with a copy of all that it exports, for which all that Node.js
 * loads when it is first asked for is loaded, `node:fs/promises` and Web Crypto among it.
 */
const withoutCopiesOfBuiltins: Plugin = {
  name: 'without-copies-of-builtins',
  renderChunk(code) {
    if (this.format !== 'esm') return;
    const changed = code.replaceAll(
      IMPORT,
      (statement, names: string | undefined, whole: string | undefined, from: string) => {
        if (!isBuiltin(from)) return statement;
        const bound = whole ?? `{${names?.replaceAll(/\s+as\s+/g, ':')}}`;
        return `const ${bound}=process.getBuiltinModule(${JSON.stringify(from)});`;
      },
    );
    const left = [...changed.matchAll(ANY_IMPORT)].find(([, from = '']) => isBuiltin(from));
    if (left !== undefined) throw new Error(`${left[0]} is written in a way that the build does not know`);
    return { code: changed };
  },
};
/**
 * As the bundler writes it: one statement, with the names in braces or the module as a whole. A `default` among the names is
 * none of a module that is taken as it is, and `process` would have to be there before it is taken.
 */
const IMPORT = /(?<=^|[;}])import\s*(?:\{((?:(?!\bdefault\b)[^}])*)\}|\b((?!process\b)\w+))\s*from\s*"([^"]+)";/gm;
const ANY_IMPORT = /(?<=^|[;}])import\b[^;"]*"([^"]+)";/gm;

/** Every package is built alike: ESM and CommonJS with declarations for each. */
export const packageBuild = (options: Options) =>
  defineConfig({
    format: ['esm', 'cjs'],
    target: 'node22',
    platform: 'node',
    dts: true,
    // Names are those of the sources, and maps would more than double the install.
    sourcemap: false,
    clean: true,
    // For CommonJS it would run every file through a second compiler, whose classes and `?.` are several times slower.
    splitting: false,
    silent: true,
    // Every bot installs and reads it: nobody reads the white space. Names stay as they are.
    minifyWhitespace: true,
    esbuildPlugins: [lazyFunctions],
    plugins: [withoutCopiesOfBuiltins],
    define: { __ASTROLABE_VERSION__: JSON.stringify(version) },
    ...options,
  });
