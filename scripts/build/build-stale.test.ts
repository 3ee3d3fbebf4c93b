import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildStale } from './build-stale.ts';
import { stalePackages } from './stale-packages.ts';

/** Writes what a build writes, and a line about it. */
const BUILD = `node -e "require('fs').mkdirSync('dist',{recursive:true});require('fs').writeFileSync('dist/index.js','')"`;

/** A workspace of two packages, one of which needs the other. */
const createWorkspace = (build = BUILD) => {
  const root = mkdtempSync(join(tmpdir(), 'astrolabe-build-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const manifest = (name: string, dependencies: object) =>
    JSON.stringify({ name, scripts: { build }, dependencies, exports: { '.': { import: './dist/index.js' } } });
  write('packages/a-needs-b/package.json', manifest('a', { b: 'workspace:*', other: '1.0.0' }));
  write('packages/a-needs-b/src/index.ts', '');
  write('packages/b/package.json', manifest('b', {}));
  write('packages/b/src/index.ts', '');
  write('packages/b/src/deep/part.ts', '');
  return { root, write };
};

const never = new AbortController().signal;
const stale = (root: string) => stalePackages(root).map(({ name }) => name);

/** Sets the time of a file to one that no build has reached. */
const touch = (file: string) => {
  const later = new Date(Date.now() + 60_000);
  utimesSync(file, later, later);
};

describe('building what is out of date', () => {
  it('builds everything at first, what is needed before what needs it', async () => {
    const { root } = createWorkspace();
    const said: string[] = [];
    await buildStale({ root, signal: never, progress: (text) => said.push(text) });

    expect(said).toEqual(['building b (1 of 2)', 'building a (2 of 2)']);
    expect(readFileSync(join(root, 'packages/b/dist/index.js'), 'utf8')).toBe('');
  });

  it('builds nothing that is up to date', async () => {
    const { root } = createWorkspace();
    await buildStale({ root, signal: never, progress: () => undefined });

    expect(stale(root)).toEqual([]);
  });

  it.each(['packages/b/src/deep/part.ts', 'packages/b/package.json', 'packages/b/src'])(
    'builds a package again when %s has changed',
    async (file) => {
      const { root } = createWorkspace();
      await buildStale({ root, signal: never, progress: () => undefined });
      touch(join(root, file));

      expect(stale(root)).toEqual(['b']);
    },
  );

  it('does not build for a test that has changed, and does when an output is missing', async () => {
    const { root, write } = createWorkspace();
    write('packages/b/src/part.test.ts', '');
    await buildStale({ root, signal: never, progress: () => undefined });
    touch(join(root, 'packages/b/src/part.test.ts'));
    expect(stale(root)).toEqual([]);

    rmSync(join(root, 'packages/a-needs-b/dist/index.js'));
    expect(stale(root)).toEqual(['a']);
  });

  it('stops at what does not build, with what the compiler said', async () => {
    const { root } = createWorkspace('echo "part.ts is wrong"; exit 3');
    const building = buildStale({ root, signal: never, progress: () => undefined });

    await expect(building).rejects.toThrow('b does not build:\npart.ts is wrong');
  });

  it('ends the compiler when it is interrupted', async () => {
    const { root } = createWorkspace('sleep 600');
    const interruption = new AbortController();
    const building = buildStale({ root, signal: interruption.signal, progress: () => interruption.abort() });
    await expect(building).rejects.toThrow('aborted');

    const meanwhile = new AbortController();
    const begun = buildStale({ root, signal: meanwhile.signal, progress: () => setImmediate(() => meanwhile.abort()) });
    await expect(begun).rejects.toThrow('aborted');
  });
});
