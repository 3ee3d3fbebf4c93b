import type { Diagnostics, Family } from '@astrolabe/core';

const PREFIX = 'astrolabe_';

/** The names that our families have beside the bot's own. */
export interface FamilyNames {
  /**
   * The family's name, or a free one when the bot's own metrics have it: theirs stays as it is. Undefined when theirs
   * says the same, so that ours is left out.
   */
  nameOf(family: Pick<Family, 'name' | 'type' | 'yields'>, taken: ReadonlySet<string>): string | undefined;
  /** What was given another name so far: from the name to the other one. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** A family once renamed stays so: a series that changes its name each time theirs comes and goes is two halves. */
export const createFamilyNames = (diagnostics: Diagnostics): FamilyNames => {
  const renamed = new Map<string, string>();
  return {
    renamed,
    nameOf: (family, taken) => {
      const before = renamed.get(family.name) ?? family.name;
      const clashOf = (name: string) => sampleNames(name, family.type).find((each) => taken.has(each));
      const clash = clashOf(before);
      if (clash === undefined) return before;
      if (family.yields) return undefined;
      let name = PREFIX + before;
      while (clashOf(name) !== undefined) name = PREFIX + name;
      renamed.set(family.name, name);
      diagnostics.warnOnce(
        'ASTROLABE_METRIC_CLASH',
        `the bot's own prom-client has ${clash} as well: the bot's stays as it is, and Astrolabe's ${before} is called ` +
          `${name}; to have it under its own name, rename the bot's metric and start the bot again`,
      );
      return name;
    },
  };
};

/** The names under which the samples of a family appear. */
export const sampleNames = (name: string, type: string | undefined): string[] => {
  if (type === 'histogram') return [name, `${name}_bucket`, `${name}_sum`, `${name}_count`];
  if (type === 'summary') return [name, `${name}_sum`, `${name}_count`];
  return [name];
};
