import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fixture, packAll, packageNames, readManifest, repository, runToSuccess } from './workspace.ts';

export interface InstalledProject {
  readonly folder: string;
  /** Copies a fixture into the project; returns its path there. */
  place(name: string, path?: string): string;
  write(path: string, content: unknown): string;
  remove(): void;
}

/** What a user's project has beside Astrolabe, in the versions of this repository. */
const COMPANIONS = ['express', 'fastify', '@types/express', '@types/node'];

/** A project outside of the workspace with the tarballs in it, installed by npm as a user would. */
export const installProject = async (): Promise<InstalledProject> => {
  const folder = mkdtempSync(join(tmpdir(), 'astrolabe-project-'));
  const tarballs = await packAll(folder);
  const versions = readManifest(repository).devDependencies ?? {};
  const dependencies = {
    ...Object.fromEntries(packageNames.map((name) => [`@astrolabe/${name}`, `file:${tarballs.get(name)}`])),
    ...Object.fromEntries(COMPANIONS.map((name) => [name, String(versions[name])])),
  };
  const write = (path: string, content: unknown): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  write('package.json', { name: 'bot', version: '1.0.0', private: true, dependencies });
  await runToSuccess('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'], folder);

  return {
    folder,
    place: (name, path = name) => {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      copyFileSync(fixture(name), file);
      return file;
    },
    write,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
