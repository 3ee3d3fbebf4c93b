import { createRequire } from 'node:module';
import type { Family, MetricStore } from '@astrolabe/core';

/** A family with the methods that its users call. */
type Instrument = Family & Record<string, (...values: readonly unknown[]) => unknown>;

/** The store of the bot whose process this is loaded into, of the very packages that it has installed. */
const storeOfBot = (): MetricStore => {
  const requireOfBot = createRequire(process.argv[1] as string);
  const requireOfNode = createRequire(requireOfBot.resolve('@astrolabe/node'));
  return (requireOfNode('@astrolabe/core') as typeof import('@astrolabe/core')).runtime().metrics;
};

/** Calls `change` with a family of the bot as soon as it is there. */
export const whenDeclared = (names: readonly string[], change: (instrument: Instrument) => void): void => {
  storeOfBot().onFamily((family) => {
    if (names.includes(family.name)) change(family as Instrument);
  });
};

/** Puts something in the place of a method; what was there before is handed to it. */
export const replaceMethod = (
  target: object,
  name: string,
  replacement: (original: (...values: readonly unknown[]) => unknown, values: readonly unknown[]) => unknown,
): void => {
  const methods = target as Record<string, (...values: readonly unknown[]) => unknown>;
  const original = methods[name]?.bind(target);
  if (original === undefined) throw new Error(`there is no ${name} to be replaced`);
  methods[name] = (...values) => replacement(original, values);
};
