import { UNMATCHED_ROUTE } from '@astrolabe/core';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunningBot } from './bot.js';
import { answer, expressVersions, startExpress } from './express-versions.js';
import { growTree, pathOf, pick, type RandomTree, randomSource } from './random-tree.js';

const PATHS = 150;

let bot: RunningBot;
afterEach(() => bot.stop());

describe.each(expressVersions)('$name', (version) => {
  it.each([1, 2, 3, 4])(
    'counts any tree of routers under the patterns that its requests pass (seed %d)',
    async (seed) => {
      const random = randomSource(seed);
      const passed: string[] = [];
      let tree: RandomTree | undefined;
      bot = await startExpress(version, (app) => {
        tree = growTree(random, version, app, (patternOf) => (request, response, next) => {
          passed.push(patternOf(request));
          answer(request, response, next);
        });
      });
      const paths = Array.from({ length: PATHS }, () => pathOf(random, pick(random, tree?.patterns ?? [])));
      // First all that succeed: a sub-application is learned of when it answers.
      for (const end of ['200', 'throw']) for (const path of paths) await bot.send(`${path}?as=${end}`);

      const expected: Record<string, number> = {};
      for (const pattern of passed) expected[pattern] = (expected[pattern] ?? 0) + 1;
      const unmatched = 2 * PATHS - passed.length;
      if (unmatched > 0) expected[UNMATCHED_ROUTE] = unmatched;
      const counted: Record<string, number> = {};
      for (const [row, count] of Object.entries(await bot.counted())) {
        const route = row.slice(0, row.lastIndexOf(' '));
        counted[route] = (counted[route] ?? 0) + count;
      }
      expect(counted).toEqual(expected);
      expect(passed.length).toBeGreaterThan(PATHS);
    },
  );
});
