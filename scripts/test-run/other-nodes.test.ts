import { delimiter } from 'node:path';
import { expect, it } from 'vitest';
import { otherNodes } from './other-nodes.ts';

it('runs on no other Node.js unless it is told of one', () => {
  expect(otherNodes({})).toEqual([]);
  expect(otherNodes({ TEST_NODES: '' })).toEqual([]);
});

it('runs on every program that it is told of', () => {
  const programs = ['/opt/node-22/bin/node', '/opt/node-26/bin/node'];
  expect(otherNodes({ TEST_NODES: programs.join(delimiter) })).toEqual(programs);
});
