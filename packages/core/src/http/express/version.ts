import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Relative to here only in name: it is used for the cache of modules, which the process has one of. */
const { cache } = createRequire(join(process.cwd(), 'astrolabe.cjs'));

/**
 * `express 5.3`, from the package that this application's methods come from; `express 4` or `express 5` where a
 * bundler has left no package to look at.
 */
export const expressName = (app: { readonly render?: unknown; readonly _router?: unknown }): string =>
  `express ${installedVersion(app.render) ?? (app._router === undefined ? '5' : '4')}`;

/** Each application has the methods of its package; `render` is the one that nobody replaces. */
const installedVersion = (render: unknown): string | undefined => {
  for (const [path, module] of Object.entries(cache)) {
    if (!/[\\/]lib[\\/]application\.js$/.test(path) || module?.exports?.render !== render) continue;
    return shortVersion(join(dirname(dirname(path)), 'package.json'));
  }
  return undefined;
};

const shortVersion = (manifest: string): string | undefined => {
  try {
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    return version.split('.').slice(0, 2).join('.');
  } catch {
    return undefined;
  }
};
