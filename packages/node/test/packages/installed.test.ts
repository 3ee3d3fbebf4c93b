import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InstalledProject, installProject } from './installed-project.ts';
import { packageNames, programOf, readManifest, repository, runProgram, runToSuccess } from './workspace.ts';

/** This Node.js, and those that `TEST_NODES` names by the paths of their programs. */
const nodes = [process.execPath, ...(process.env.TEST_NODES ?? '').split(delimiter).filter(Boolean)].map((node) => ({
  node,
  version: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(),
}));
const quiet = { NODE_ENV: 'development', ASTROLABE_LOG_LEVEL: 'warn' };

let project: InstalledProject;

interface Answer {
  readonly status: number;
  readonly body: string;
}
interface Visit {
  readonly charts: readonly Answer[];
  readonly unknown: Answer;
  readonly health: Answer;
  readonly live: Answer;
  readonly metrics: Answer;
}

const runFixture = async <T>(node: string, name: string, environment = {}): Promise<T> =>
  JSON.parse(await runToSuccess(node, [project.place(name)], project.folder, { ...quiet, ...environment })) as T;

/** The value of a series in the exposition; labels are given as they are written there, in any order. */
const sampleOf = (exposition: string, name: string, labels: readonly string[]): number => {
  const line = exposition
    .split('\n')
    .find((each) => each.startsWith(`${name}{`) && labels.every((label) => each.includes(label)));
  return line === undefined ? Number.NaN : Number(line.split(' ')[1]);
};

beforeAll(async () => {
  project = await installProject();
}, 120_000);
afterAll(() => project.remove());

describe('the installed packages', () => {
  it('are the tarballs, each of them once', () => {
    for (const name of packageNames) {
      const folder = join(project.folder, 'node_modules', '@astrolabe', name);
      expect(readManifest(folder).version).toBe(readManifest(join(repository, 'packages', name)).version);
      expect(existsSync(join(folder, 'node_modules'))).toBe(false);
    }
  });

  it('bring no dependency of others', async () => {
    const list = await runToSuccess('npm', ['ls', '--all', '--json', '@astrolabe/node'], project.folder);
    const tree = JSON.parse(list) as { dependencies: Record<string, { dependencies?: Record<string, unknown> }> };
    const brought = Object.keys(tree.dependencies['@astrolabe/node']?.dependencies ?? {});
    expect(brought.filter((name) => !name.startsWith('@astrolabe/'))).toEqual([]);
  });
});

describe.each(nodes)('on Node.js $version', ({ node }) => {
  it('share one state between their ESM and CommonJS copies', async () => {
    expect(await runFixture(node, 'one-state.mjs')).toEqual({
      versions: Array(2).fill(readManifest(join(repository, 'packages', 'core')).version),
      copies: 2,
      oneRuntime: true,
      readings: 2,
      births: 1,
      markerCrosses: true,
      promClientLoaded: false,
    });
  });

  it.each(['express-bot.mjs', 'express-bot.cjs', 'fastify-bot.mjs', 'fastify-bot.cjs'])(
    'measure %s, and serve its health and its metrics',
    async (bot) => {
      project.place('visit.cjs');
      const { charts, unknown, health, live, metrics } = await runFixture<Visit>(node, bot);
      expect(charts).toEqual(['aries', 'leo', 'libra'].map((body) => ({ status: 200, body })));
      expect([unknown.status, health.status, live.status, metrics.status]).toEqual([404, 200, 200, 200]);
      expect(JSON.parse(health.body)).toMatchObject({ status: 'pass' });

      const count = 'http_server_request_duration_seconds_count';
      const labels = ['http_request_method="GET"', 'http_route="/charts/:sign"', 'http_response_status_code="200"'];
      expect(sampleOf(metrics.body, count, labels)).toBe(3);
      expect(sampleOf(metrics.body, count, ['http_response_status_code="404"'])).toBe(1);
      expect(sampleOf(metrics.body, 'charts_total', ['kind="natal"'])).toBe(3);
      expect(metrics.body).not.toContain('491701234567');
    },
  );

  it.each(['express-bot.cjs', 'fastify-bot.mjs'])('leave %s alone when they are switched off', async (bot) => {
    project.place('visit.cjs');
    const { charts, health, metrics } = await runFixture<Visit>(node, bot, { ASTROLABE_ENABLED: 'false' });
    expect(charts.map(({ body }) => body)).toEqual(['aries', 'leo', 'libra']);
    expect([health.status, metrics.status]).toEqual([404, 404]);
  });
});

describe('TypeScript', () => {
  const tsc = programOf('typescript', 'bin/tsc');

  it.each([
    ['node16', 'node16', ['mts', 'cts']],
    ['nodenext', 'nodenext', ['mts', 'cts']],
    ['esnext', 'bundler', ['ts']],
  ])(
    'accepts an Express and a Fastify bot: module %s, resolution %s, as %j',
    async (module, moduleResolution, endings) => {
      const folder = `types-${moduleResolution}`;
      const bots = ['express-bot', 'fastify-bot'];
      const files = endings.flatMap((ending) => bots.map((bot) => `${bot}.${ending}`));
      for (const file of files) project.place(`${file.split('.')[0]}.ts`, join(folder, file));
      const compilerOptions = {
        strict: true,
        noEmit: true,
        target: 'ES2022',
        module,
        moduleResolution,
        types: ['node'],
      };
      project.write(join(folder, 'tsconfig.json'), { compilerOptions, files });

      const { exitCode, stdout } = await runProgram(process.execPath, [tsc, '-p', folder], project.folder);
      expect(exitCode, stdout).toBe(0);
    },
  );
});
