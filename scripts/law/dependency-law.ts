import { isBuiltin } from 'node:module';
import ts from 'typescript';
import type { SourceFile, WorkspacePackage } from './workspace.ts';

const SCOPE = '@astrolabe/';
const COMPOSITION_ROOT = 'node';
const FOUNDATION = 'core';
/** Each of its major versions has a place of its own in the process: with another one, nothing of ours would be met. */
const WIDE_PEERS: Readonly<Record<string, string>> = { '@opentelemetry/api': '>=1.9 <2' };

/** The packages that a file imports, requires or takes types from: `@scope/name` or `name`, without the subpath. */
export const importedPackages = ({ text }: SourceFile): readonly string[] =>
  ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier))
    .map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    );

/**
 * The law of the packages. Core imports no sibling; siblings import core alone; the composition root may import all.
 * What is declared is what is imported, and a dependency of others has its reasons in a decision record.
 *
 * @param decisions the text of all decision records
 * @returns one sentence for each violation
 */
export const violations = (packages: readonly WorkspacePackage[], decisions: string): readonly string[] =>
  packages.flatMap((each) => [
    ...siblingViolations(each),
    ...declarationViolations(each),
    ...undecidedDependencies(each, decisions),
  ]);

const siblingViolations = ({ folder, sources }: WorkspacePackage): readonly string[] => {
  if (folder === COMPOSITION_ROOT) return [];
  return sources.flatMap((source) =>
    importedPackages(source)
      .filter((name) => name.startsWith(SCOPE) && !(name === SCOPE + FOUNDATION && mayStandOnCore(folder, source)))
      .map((name) => `${source.path} imports ${name}: only ${COMPOSITION_ROOT} may`),
  );
};

/** Core's helpers for tests stand on the package itself, which has them beside it. */
const mayStandOnCore = (folder: string, { path }: SourceFile): boolean =>
  folder !== FOUNDATION || path.includes('/src/testing/');

const declarationViolations = ({ folder, manifest, sources }: WorkspacePackage): readonly string[] => {
  const imported = new Set(sources.flatMap(importedPackages));
  const dependencies = Object.keys(manifest.dependencies ?? {});
  const peers = Object.keys(manifest.peerDependencies ?? {});
  return [
    ...[...imported]
      .filter((name) => name !== SCOPE + folder && !dependencies.includes(name) && !peers.includes(name))
      .map((name) => `${folder} imports ${name} and does not declare it`),
    ...dependencies.filter((name) => !imported.has(name)).map((name) => `${folder} declares ${name}, imported nowhere`),
    // Peers are what an adapter fits to; it may know them by their shape alone.
    ...peers
      .filter(
        (name) => !isWide(name, manifest.peerDependencies?.[name]) || !manifest.peerDependenciesMeta?.[name]?.optional,
      )
      .map((name) => `${folder} narrows its peer ${name}: peers are optional and "*", or npm nests second copies`),
  ];
};

const isWide = (name: string, range: string | undefined): boolean => range === (WIDE_PEERS[name] ?? '*');

const undecidedDependencies = ({ folder, manifest }: WorkspacePackage, decisions: string): readonly string[] =>
  Object.keys(manifest.dependencies ?? {})
    .filter((name) => !name.startsWith(SCOPE) && !decisions.includes(`\`${name}\``))
    .map((name) => `${folder} depends on ${name}, and no record in docs/decisions names it`);
