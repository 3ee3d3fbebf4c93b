import type { LayerPath } from './layer-path.js';
import { restAfter } from './request-path.js';
import { siblingPaths } from './sibling-paths.js';

/** A single sibling may be a word that the bot knows as well. */
const MANY = 2;

/**
 * Whether levels that lead to `path` are meant for it: a parameter, a wildcard or an expression that takes its
 * siblings too would take anything.
 */
export const isMeantFor = (levels: readonly LayerPath[], path: string): boolean =>
  siblingPaths(path).every((group) => group.filter((sibling) => leadTo(levels, sibling)).length < MANY);

const leadTo = (levels: readonly LayerPath[], path: string): boolean => {
  let rest = path;
  for (const level of levels) {
    const taken = level.probe(rest);
    if (taken === undefined) return false;
    rest = restAfter(rest, taken);
  }
  return true;
};
