import { globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { violations } from './dependency-law.ts';
import { readPackages, readText, repository, type WorkspacePackage } from './workspace.ts';

const decisions = globSync('docs/decisions/*.md', { cwd: repository }).map(readText).join('\n');

const fabricated = (folder: string, text: string, fields: Partial<WorkspacePackage['manifest']>): WorkspacePackage => ({
  folder,
  manifest: { name: `@astrolabe/${folder}`, version: '0.0.0', ...fields },
  sources: [{ path: `packages/${folder}/src/index.ts`, text }],
});

describe('the dependency law', () => {
  it('is kept by every package', () => {
    expect(violations(readPackages(), decisions)).toEqual([]);
  });

  it('is broken by a core that imports a sibling, even for a type', () => {
    const core = fabricated('core', "import type { health } from '@astrolabe/health';", {
      dependencies: { '@astrolabe/health': 'workspace:*' },
    });
    expect(violations([core], '')).toEqual(['packages/core/src/index.ts imports @astrolabe/health: only node may']);
  });

  it.each([
    "export { check } from '@astrolabe/health/checks';",
    "const { check } = await import('@astrolabe/health');",
    "import health = require('@astrolabe/health');",
  ])('is broken by a sibling that imports a sibling: %s', (text) => {
    const cache = fabricated('cache', text, { dependencies: { '@astrolabe/health': 'workspace:*' } });
    expect(violations([cache], '')).toEqual(['packages/cache/src/index.ts imports @astrolabe/health: only node may']);
  });

  it('lets the composition root import them all', () => {
    const node = fabricated('node', "import '@astrolabe/core'; import '@astrolabe/health';", {
      dependencies: { '@astrolabe/core': 'workspace:*', '@astrolabe/health': 'workspace:*' },
    });
    expect(violations([node], '')).toEqual([]);
  });

  it('is broken by what is imported and not declared, and by what is declared and not imported', () => {
    const cache = fabricated('cache', "import 'node:fs'; import ioredis from 'ioredis';", {
      dependencies: { 'lru-cache': '11.0.0' },
    });
    expect(violations([cache], 'We store in `lru-cache`.')).toEqual([
      'cache imports ioredis and does not declare it',
      'cache declares lru-cache, imported nowhere',
    ]);
  });

  it('is broken by a dependency of others without a decision', () => {
    const cache = fabricated('cache', "import 'lru-cache';", { dependencies: { 'lru-cache': '11.0.0' } });
    expect(violations([cache], '')).toEqual(['cache depends on lru-cache, and no record in docs/decisions names it']);
  });

  it('is broken by a peer with a range, or one that is not optional', () => {
    const narrow = fabricated('node', '', {
      peerDependencies: { express: '^5.0.0', fastify: '*' },
      peerDependenciesMeta: { express: { optional: true } },
    });
    expect(violations([narrow], '').map((sentence) => sentence.split(':')[0])).toEqual([
      'node narrows its peer express',
      'node narrows its peer fastify',
    ]);
  });

  it.each([
    ['>=1.9 <2', []],
    ['>=1.9 <1.10', ['node narrows its peer @opentelemetry/api']],
  ])("takes OpenTelemetry's API of the major version that is met, and of no fewer: %s", (range, expected) => {
    const node = fabricated('node', '', {
      peerDependencies: { '@opentelemetry/api': range },
      peerDependenciesMeta: { '@opentelemetry/api': { optional: true } },
    });
    expect(violations([node], '').map((sentence) => sentence.split(':')[0])).toEqual(expected);
  });
});
