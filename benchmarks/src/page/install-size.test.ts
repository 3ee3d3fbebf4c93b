import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { installSize } from './install-size.ts';

const root = mkdtempSync(join(tmpdir(), 'install-size-'));
afterAll(() => rmSync(root, { recursive: true }));

const install = (path: string, manifest: object, bytes: number): number => {
  const folder = join(root, path);
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify(manifest);
  writeFileSync(join(folder, 'package.json'), text);
  writeFileSync(join(folder, 'index.js'), 'x'.repeat(bytes));
  return text.length + bytes;
};

it('counts each package that is needed once, with its files and without what is nested in it', () => {
  install('.', { dependencies: { one: '1', two: '1' } }, 5);
  const sizes = [
    install('node_modules/one', { dependencies: { shared: '1' }, optionalDependencies: { absent: '1' } }, 10),
    install('node_modules/two', { dependencies: { shared: '1', one: '1' }, devDependencies: { unused: '1' } }, 100),
    install('node_modules/two/node_modules/shared', {}, 1_000),
    install('node_modules/shared', {}, 10_000),
  ];
  install('node_modules/unused', {}, 100_000);
  expect(installSize([{ folder: root }])).toEqual({ packages: 4, bytes: sizes.reduce((sum, size) => sum + size) });
  expect(installSize([{ folder: root, names: ['one'] }]).packages).toBe(2);
});
