/** One look at something that grows or shrinks. */
export interface Point {
  readonly atSeconds: number;
  readonly value: number;
}

/**
 * How much a value changes a second: the median of the slopes between all pairs of points, which up to 29 % of points
 * far off the line do not move. NaN for less than two points. Source: Theil and Sen.
 */
export const slope = (points: readonly Point[]): number => {
  const slopes: number[] = [];
  for (const [index, later] of points.entries()) {
    for (const earlier of points.slice(0, index)) {
      const seconds = later.atSeconds - earlier.atSeconds;
      if (seconds > 0) slopes.push((later.value - earlier.value) / seconds);
    }
  }
  return median(slopes);
};

const median = (values: number[]): number => {
  values.sort((a, b) => a - b);
  const middle = values.length / 2;
  const above = values[Math.floor(middle)];
  const below = values[Math.ceil(middle) - 1];
  return above === undefined || below === undefined ? Number.NaN : (above + below) / 2;
};
