import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Breakage,
  breakPackages,
  withoutCommonjs,
  withoutSharedState,
  withoutSideEffects,
} from './broken-packages.ts';
import { type Consumer, createPlace, type Program } from './consumers/consumer.ts';
import { commonjsConsumer, consumers, esmConsumer, mixedConsumers } from './consumers/table.ts';
import { jest } from './consumers/test-runner.ts';
import { RIGHT_VISIT, rightVisits, UNMEASURED_VISIT, type Visit, visitsOf } from './consumers/visits.ts';
import { bundledWorker } from './consumers/worker.ts';
import {
  type InstalledProject,
  type Installer,
  installProject,
  projectManifest,
  withTarballs,
} from './installed-project.ts';
import { packAll, packageNames, readManifest, repository, runToSuccess } from './workspace.ts';

const CONSUMER_TIMEOUT_MS = 180_000;
const thisNode = process.execPath;
/** This Node.js, and those that `TEST_NODES` names by the paths of their programs. */
const nodes = [thisNode, ...(process.env.TEST_NODES ?? '').split(delimiter).filter(Boolean)];
/** What an installer lays out is the same for every Node.js. */
const columns = [
  ...nodes.map((node) => ({ installer: 'npm' as const, node })),
  { installer: 'pnpm' as const, node: thisNode },
].map((column) => ({ ...column, version: execFileSync(column.node, ['--version'], { encoding: 'utf8' }).trim() }));

const tarballs = mkdtempSync(join(tmpdir(), 'astrolabe-packed-'));
const projects = new Map<Installer, InstalledProject>();
const project = (installer: Installer): InstalledProject => projects.get(installer) as InstalledProject;

const prepared = new Map<string, Promise<readonly Program[]>>();
/** What is compiled or bundled is made once for each project, and run on every Node.js. */
const prepare = (consumer: Consumer, installer: Installer): Promise<readonly Program[]> => {
  const key = `${installer} ${consumer.name}`;
  const programs = prepared.get(key) ?? consumer.prepare(createPlace(project(installer)));
  prepared.set(key, programs);
  return programs;
};

beforeAll(async () => {
  const manifest = withTarballs(projectManifest('project.json'), await packAll(tarballs));
  const install = async (installer: Installer) => projects.set(installer, await installProject(installer, manifest));
  await Promise.all([install('npm'), install('pnpm')]);
}, 240_000);
afterAll(() => {
  for (const each of projects.values()) each.remove();
  rmSync(tarballs, { recursive: true, force: true });
});

describe('the installed packages', () => {
  it.each(['npm', 'pnpm'] as const)('are the tarballs, installed by %s', (installer) => {
    for (const name of ['core', 'node']) {
      const folder = join(project(installer).folder, 'node_modules', '@astrolabe', name);
      expect(readManifest(folder).version).toBe(readManifest(join(repository, 'packages', name)).version);
      expect(existsSync(join(folder, 'src'))).toBe(false);
    }
  });

  it('are there once, and bring no dependency of others', async () => {
    const { folder } = project('npm');
    const nested = packageNames.filter((name) =>
      existsSync(join(folder, 'node_modules/@astrolabe', name, 'node_modules')),
    );
    expect(nested).toEqual([]);
    const list = await runToSuccess('npm', ['ls', '--all', '--json', '@astrolabe/node'], folder);
    const tree = JSON.parse(list) as { dependencies: Record<string, { dependencies?: Record<string, unknown> }> };
    const brought = Object.keys(tree.dependencies['@astrolabe/node']?.dependencies ?? {});
    expect(brought.filter((name) => !name.startsWith('@astrolabe/'))).toEqual([]);
  });
});

/** The visits of a consumer whose packages are broken. */
const visitsOfBroken = async (consumer: Consumer, breakage: Breakage): Promise<readonly Visit[]> => {
  const installed = project('npm');
  const [program] = await consumer.prepare(createPlace(installed, breakPackages(installed, breakage)));
  return visitsOf(program as Program, thisNode);
};

describe.each(columns)('installed by $installer, on Node.js $version', ({ installer, node }) => {
  it.concurrent.each(consumers)(
    '$name: requests are answered, and counted exactly',
    async (consumer) => {
      for (const program of await prepare(consumer, installer)) {
        expect(await visitsOf(program, node)).toEqual(rightVisits(program));
      }
    },
    CONSUMER_TIMEOUT_MS,
  );
});

describe.each(nodes)('in one process of %s', (node) => {
  it('the ESM and the CommonJS copy are two, and their state is one', async () => {
    const place = createPlace(project('npm'));
    const found = await runToSuccess(node, [place.put('one-state.mjs')], place.folder);
    expect(JSON.parse(found)).toEqual({
      versions: Array(2).fill(readManifest(join(repository, 'packages', 'core')).version),
      copies: 2,
      oneRuntime: true,
      readings: 2,
      births: 1,
      markerCrosses: true,
      promClientLoaded: false,
    });
  });
});

describe('the check of consumers', () => {
  it.each([esmConsumer, commonjsConsumer, jest])(
    'finds nothing measured when Astrolabe is off: $name',
    async (consumer) => {
      const [program] = await prepare(consumer, 'npm');
      const visits = await visitsOf(program as Program, thisNode, { ASTROLABE_ENABLED: 'false' });
      expect(visits).toEqual(Array(program?.visits).fill(UNMEASURED_VISIT));
    },
  );

  it('finds a package without its CommonJS half, by those who need it', async () => {
    expect(await visitsOfBroken(esmConsumer, withoutCommonjs)).toEqual([RIGHT_VISIT]);
    for (const consumer of [commonjsConsumer, ...mixedConsumers]) {
      const visits = visitsOfBroken(consumer, withoutCommonjs);
      await expect(visits).rejects.toThrow(/Cannot find module|Could not resolve/);
    }
  });

  it('finds two halves that share no state, by those who use both', async () => {
    for (const consumer of [esmConsumer, commonjsConsumer]) {
      expect(await visitsOfBroken(consumer, withoutSharedState)).toEqual([RIGHT_VISIT]);
    }
    for (const consumer of mixedConsumers) {
      expect(await visitsOfBroken(consumer, withoutSharedState)).toEqual([{ ...RIGHT_VISIT, chartsTotal: 1 }]);
    }
  });

  it('finds that a bundler has left auto out', async () => {
    await expect(visitsOfBroken(bundledWorker, withoutSideEffects)).rejects.toThrow('TypeError');
  });
});
