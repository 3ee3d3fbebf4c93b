import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixture, type Manifest, packageNames, pnpm, runToSuccess } from './workspace.ts';

export type Installer = 'npm' | 'pnpm';

export interface InstalledProject {
  readonly folder: string;
  /** A folder from which nothing that is installed can be found. */
  readonly elsewhere: string;
  remove(): void;
}

const PARAMETERS: Readonly<Record<Installer, readonly string[]>> = {
  npm: ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'],
  pnpm: ['install', '--prefer-offline', '--no-frozen-lockfile', '--ignore-scripts'],
};

/** Installs what the package.json in `folder` asks for, as an owner would; further parameters go to the installer. */
export const install = async (
  folder: string,
  installer: Installer,
  ...parameters: readonly string[]
): Promise<void> => {
  const [file, ...first] = installer === 'npm' ? (['npm'] as const) : pnpm();
  await runToSuccess(file, [...first, ...PARAMETERS[installer], ...parameters], folder);
};

/** What an owner's package.json says, from a fixture. */
export const projectManifest = (name: string): Manifest => JSON.parse(readFileSync(fixture(name), 'utf8')) as Manifest;

/**
 * The manifest with the tarballs in it. An owner installs `@astrolabe/node` and gets the rest with it; here the rest has
 * to be told where it comes from. `@astrolabe/core` is what those install who write a plugin.
 */
export const withTarballs = (manifest: Manifest, tarballs: ReadonlyMap<string, string>): Manifest => {
  const files = Object.fromEntries(packageNames.map((name) => [`@astrolabe/${name}`, `file:${tarballs.get(name)}`]));
  const direct = Object.entries(files).filter(([name]) => /\/(node|core)$/.test(name));
  return {
    ...manifest,
    dependencies: { ...manifest.dependencies, ...Object.fromEntries(direct) },
    ...{ overrides: files, pnpm: { overrides: files } },
  };
};

/** A project outside of the workspace. */
export const installProject = async (installer: Installer, manifest: Manifest): Promise<InstalledProject> => {
  const parent = mkdtempSync(join(tmpdir(), `astrolabe-${installer}-`));
  const folder = join(parent, 'project');
  const elsewhere = join(parent, 'elsewhere');
  for (const each of [folder, elsewhere]) mkdirSync(each);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  await install(folder, installer);
  return { folder, elsewhere, remove: () => rmSync(parent, { recursive: true, force: true }) };
};
