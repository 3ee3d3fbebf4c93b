import { fixed, grouped } from '../table.ts';

/** What following objectives takes. */
export interface Cost {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The most that it may be; without one it is shown for its own sake. */
  readonly target?: number;
}

/** What takes more than it may. */
export const complaints = (costs: readonly Cost[]): string[] =>
  costs
    .filter(({ value, target }) => target !== undefined && !(value <= target))
    .map(({ what, value, unit, target = 0 }) => `${what}: ${shown(value)} ${unit}, and not ${shown(target)} at most`);

export const shown = (value: number): string => (value >= 1_000 ? grouped(Math.round(value)) : fixed(value, 4));
