import { readFileSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

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
    define: { __ASTROLABE_VERSION__: JSON.stringify(version) },
    ...options,
  });
