import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packAll, packageNames, programOf, runProgram, runToSuccess, unpack } from './workspace.ts';

/** An install of everything is this small, unpacked, in bytes. */
const UNPACKED_BUDGET = 1_400_000;
const attw = programOf('@arethetypeswrong/cli', 'dist/index.js');

let folder: string;
let tarballs: ReadonlyMap<string, string>;

const unpacked = (tarball: string, name: string): Promise<string> => unpack(tarball, join(folder, 'unpacked', name));
const filesOf = async (tarball: string): Promise<readonly string[]> =>
  (await runToSuccess('tar', ['-tzf', tarball], folder)).trim().split('\n');
const checkTypes = (tarball: string) =>
  // node10 knows no subpaths; TypeScript has deprecated it.
  runProgram(process.execPath, [attw, tarball, '--profile', 'node16', '--format', 'ascii', '--no-color'], folder);
const lint = async (pkgDir: string): Promise<readonly string[]> =>
  (await publint({ pkgDir, strict: true, pack: false })).messages.map((message) => JSON.stringify(message));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'astrolabe-tarballs-'));
  tarballs = await packAll(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(packageNames)('the tarball of %s', (name) => {
  const tarball = (): string => tarballs.get(name) as string;

  it('holds the build, the readme and the licence, and no source map', async () => {
    const files = await filesOf(tarball());
    const rest = files.filter((file) => !/^package\/dist\/[\w.-]+\.(js|cjs|d\.ts|d\.cts)$/.test(file)).sort();
    expect(rest).toEqual(['package/LICENSE', 'package/README.md', 'package/package.json']);
    const target = await unpacked(tarball(), name);
    for (const file of files.filter((each) => /\.c?js$/.test(each))) {
      expect(readFileSync(join(target, file.slice('package/'.length)), 'utf8')).not.toContain('sourceMappingURL');
    }
  });

  it('names its siblings by their version, not by the workspace', async () => {
    const manifest = readFileSync(join(await unpacked(tarball(), name), 'package.json'), 'utf8');
    expect(manifest).not.toContain('workspace:');
  });

  it('gives publint nothing to say', async () => {
    expect(await lint(await unpacked(tarball(), name))).toEqual([]);
  });

  it('has types that resolve from ESM, CommonJS and bundlers', async () => {
    const { exitCode, stdout, stderr } = await checkTypes(tarball());
    expect(exitCode, stdout + stderr).toBe(0);
  });
});

describe('all tarballs together', () => {
  it('stay within the size budget', async () => {
    const sizes = await Promise.all(
      [...tarballs].map(async ([name, tarball]) => {
        const target = await unpacked(tarball, name);
        return (await filesOf(tarball)).reduce((sum, file) => sum + statSync(join(target, file.slice(8))).size, 0);
      }),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(UNPACKED_BUDGET);
  });
});

describe('the checks of tarballs', () => {
  it('find a package whose CommonJS types are missing and whose entry does not exist', async () => {
    const broken = join(folder, 'broken');
    mkdirSync(broken);
    const exports = {
      import: { types: './index.d.ts', default: './index.js' },
      require: { types: './index.d.ts', default: './missing.cjs' },
    };
    const manifest = { name: 'broken', version: '1.0.0', type: 'module', exports: { '.': exports } };
    writeFileSync(join(broken, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(broken, 'index.js'), 'export const broken = true;\n');
    writeFileSync(join(broken, 'index.d.ts'), 'export declare const broken: boolean;\n');
    await runToSuccess('npm', ['pack', '--pack-destination', folder], broken);

    expect((await lint(broken)).join('\n')).toContain('FILE_DOES_NOT_EXIST');
    expect((await checkTypes(join(folder, 'broken-1.0.0.tgz'))).exitCode).not.toBe(0);
  });
});
