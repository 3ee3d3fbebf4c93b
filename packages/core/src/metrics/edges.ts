import { AstrolabeError } from '../errors.js';
import { DURATION_EDGES } from './histogram.js';

/**
 * The edges of a histogram: those given, or of seconds the usual ones.
 * @throws AstrolabeError `ASTROLABE_METRIC_INVALID`
 */
export const edgesOf = (name: string, given: readonly number[] | undefined): readonly number[] => {
  if (given === undefined && name.endsWith('_seconds')) return DURATION_EDGES;
  if (Array.isArray(given) && given.length > 0 && given.every(isAboveTheOneBefore)) return given;
  throw new AstrolabeError(
    'ASTROLABE_METRIC_INVALID',
    `metric "${name}": edges are numbers above 0 in ascending order, such as [0.5, 1, 2]; only durations in _seconds ` +
      'have some by default',
  );
};

const isAboveTheOneBefore = (edge: number, index: number, edges: readonly number[]): boolean =>
  Number.isFinite(edge) && edge > (index === 0 ? 0 : (edges[index - 1] as number));

/** With edges that were asked for before the metric was declared. */
export const withEdges = (edges: readonly number[], more: ReadonlySet<number> = new Set()): readonly number[] =>
  more.size === 0 ? edges : [...new Set([...edges, ...more])].sort((a, b) => a - b);

export const sameEdges = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((edge, index) => edge === b[index]);
