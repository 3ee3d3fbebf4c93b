import { describe, expect, it } from 'vitest';
import { anatomyFaults } from './anatomy.ts';
import { readPackages, repository } from './workspace.ts';

const packages = readPackages();

describe('the anatomy of a package', () => {
  it.each(packages)('is that of $folder', (each) => {
    expect(anatomyFaults(each, repository)).toEqual([]);
  });

  it('is not that of a package without a readme, with one format, and with options anywhere', () => {
    const stray = {
      folder: 'stray',
      manifest: { name: 'stray', version: '0.0.0', license: 'MIT', exports: { '.': './dist/index.js' } },
      sources: [
        { path: 'packages/stray/src/index.ts', text: "export * from './utils.js';" },
        { path: 'packages/stray/src/utils.ts', text: 'export const level = flagOption({ env: [] });' },
      ],
    };
    const faults = anatomyFaults(stray, repository);
    expect(faults).toEqual(
      expect.arrayContaining([
        'stray has no README.md',
        'stray is named stray',
        'stray: "sideEffects" in package.json is not false',
        'stray: the entry . is not ESM and CommonJS with declarations for each',
        'packages/stray/src/index.ts exports without names',
        'packages/stray/src/utils.ts is named after nothing',
        'packages/stray/src/utils.ts declares options outside of options.ts',
      ]),
    );
  });
});
