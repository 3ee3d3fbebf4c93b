/**
 * How much is recorded: nothing; requests and turns, in metrics alone; all metrics, and of a transaction its root; or
 * everything.
 */
export const LEVELS = ['off', 'metrics', 'no_child_spans', 'full'] as const;
export type Level = (typeof LEVELS)[number];

/** What an owner may choose; `auto` lets the cost decide. */
export type LevelChoice = Level | 'auto';

export const LEVEL_CHOICES: readonly LevelChoice[] = [...LEVELS, 'auto'];

export const isLevelChoice = (value: unknown): value is LevelChoice => LEVEL_CHOICES.some((each) => each === value);

export const rankOf = (level: Level): number => LEVELS.indexOf(level);

export const isAtLeast = (level: Level, least: Level): boolean => rankOf(level) >= rankOf(least);

/** The next level below; `off` has none. */
export const levelBelow = (level: Level): Level => LEVELS[rankOf(level) - 1] ?? 'off';

/** The next level above; `full` has none. */
export const levelAbove = (level: Level): Level => LEVELS[rankOf(level) + 1] ?? 'full';
