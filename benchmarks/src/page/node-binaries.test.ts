import { expect, it } from 'vitest';
import { nodeBinaries } from './node-binaries.ts';

it('takes the binaries that are named', () => {
  expect(nodeBinaries(process.execPath)).toEqual([{ path: process.execPath, version: process.versions.node }]);
});

it('refuses what is no Node.js, and says what it takes', () => {
  expect(() => nodeBinaries('/bin/true')).toThrow(
    '"/bin/true" is no Node.js; --nodes and ASTROLABE_BENCH_NODES take paths',
  );
  expect(() => nodeBinaries('/nowhere/node')).toThrow('"/nowhere/node" is no Node.js');
});
