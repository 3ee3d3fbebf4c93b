import { copyFileSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InstalledProject } from '../installed-project.ts';
import { fixture } from '../workspace.ts';
import type { Visit } from './visits.ts';

/** One way to use the packages: one row of the table. */
export interface Consumer {
  readonly name: string;
  /** Does what comes before the run: compiles, bundles. */
  readonly prepare: (place: Place) => Promise<readonly Program[]>;
}

/** What Node.js runs, and how often a bot is visited by it. */
export interface Program {
  readonly folder: string;
  readonly parameters: readonly string[];
  readonly visits: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where a visit differs from that of other bots. */
  readonly expected?: Partial<Visit>;
}

/** A consumer's folder in an installed project. */
export interface Place {
  readonly folder: string;
  /** A folder from which nothing that is installed can be found. */
  readonly elsewhere: string;
  /** Copies a fixture in; returns its path. */
  put(name: string, as?: string): string;
  write(path: string, content: unknown): string;
  /** The program of a package that the project has installed. */
  tool(path: string): string;
}

/** The name under which a package is imported here, and the one that the project has it under. */
export type Links = Readonly<Record<string, string>>;

/** @param base the project, or a folder in it with packages of its own that go before the project's */
export const createPlace = ({ folder: project, elsewhere }: InstalledProject, base = project): Place => {
  mkdirSync(join(base, 'consumers'), { recursive: true });
  const folder = mkdtempSync(join(base, 'consumers', 'consumer-'));
  const pathOf = (path: string): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    return join(folder, path);
  };
  return {
    folder,
    elsewhere: mkdtempSync(join(elsewhere, 'consumer-')),
    put: (name, as = name) => {
      copyFileSync(fixture(name), pathOf(as));
      return join(folder, as);
    },
    write: (path, content) => {
      writeFileSync(pathOf(path), JSON.stringify(content));
      return join(folder, path);
    },
    tool: (path) => join(project, 'node_modules', path),
  };
};

/** Makes other versions of packages the ones that are found from here. */
export const linkPackages = ({ folder, tool }: Place, links: Links): void => {
  for (const [name, installedAs] of Object.entries(links)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(tool(installedAs), link, 'dir');
  }
};

/** What every bot needs beside itself. */
export const putAll = (place: Place, names: readonly string[]): readonly string[] =>
  [...names, 'visit.cjs'].map((name) => place.put(name));
