/** The value below which the share `q` of `values` lies, linearly between neighbours; NaN without values. */
export const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The middle half of what was measured: how far a median can be trusted. */
export interface Spread {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
}

export const spread = (values: readonly number[]): Spread => ({
  median: median(values),
  lowerQuartile: quantile(values, 0.25),
  upperQuartile: quantile(values, 0.75),
});

/**
 * What `values` lie above `baseline`, pair by pair: both members of a pair come from one round, so that whatever
 * slowed the machine meanwhile slowed both.
 */
export const addedTo = (baseline: readonly number[], values: readonly number[]): number[] =>
  values.map((value, round) => value - (baseline[round] ?? Number.NaN));

/** The same list, begun at another place each round: nobody is always first, or always behind the same neighbour. */
export const rotated = <T>(list: readonly T[], round: number): T[] => {
  const start = list.length === 0 ? 0 : round % list.length;
  const turned = [...list.slice(start), ...list.slice(0, start)];
  return round % 2 === 0 ? turned : turned.reverse();
};
