/** One number, as the world counted it and as the bot says. */
export interface Comparison {
  readonly name: string;
  /** Undefined where there was nothing to measure. */
  readonly world: number | undefined;
  /** Undefined where the bot does not say. */
  readonly bot: number | undefined;
  /** How far apart the two may be; 0 for what is counted. */
  readonly tolerance: number;
  readonly unit: 'count' | 'seconds';
}

export const counted = (name: string, world: number, bot: number | undefined): Comparison => ({
  name,
  world,
  bot,
  tolerance: 0,
  unit: 'count',
});

/** What the bot does not say is not equal to anything but nothing. */
export const isEqual = ({ world, bot, tolerance }: Comparison): boolean =>
  world === undefined || bot === undefined ? world === bot : Math.abs(world - bot) <= tolerance;
