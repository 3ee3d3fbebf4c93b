import type { Clock } from '../../clock.js';
import type { MetricStore } from '../store.js';
import { observeByLabel, observeNumber, onceAPage } from './observed.js';

/** Kept by Node without a successor that tells handles from requests, and what known dashboards show. */
interface Inspectable {
  readonly _getActiveHandles?: () => readonly object[];
  readonly _getActiveRequests?: () => readonly object[];
}

/** What keeps the event loop alive, under prom-client's names: gauges, though two of them end with `_total`. */
export const declareActiveResources = (
  metrics: MetricStore,
  clock: Pick<Clock, 'nowMs'>,
  source: Inspectable = process as Inspectable,
): void => {
  const declare = (name: string, what: string, types: () => readonly string[] | undefined): void => {
    const counts = onceAPage(clock, () => countByName(types()));
    const gauge = { type: 'gauge', yields: true } as const;
    observeByLabel(metrics, { ...gauge, name, help: `${what}, by type.`, label: 'type' }, () => counts() ?? []);
    observeNumber(metrics, { ...gauge, name: `${name}_total`, help: `${what}, of all types.` }, () => {
      const found = counts();
      return found === undefined ? undefined : [...found.values()].reduce((sum, count) => sum + count, 0);
    });
  };
  // An object without a prototype has no class.
  const classNames = (objects: readonly Partial<object>[] | undefined) =>
    objects?.map(({ constructor }) => constructor?.name ?? 'Object');

  declare('nodejs_active_handles', 'Open handles, such as sockets and servers', () =>
    classNames(source._getActiveHandles?.()),
  );
  declare('nodejs_active_requests', 'Requests to the system that are under way, such as reads of files', () =>
    classNames(source._getActiveRequests?.()),
  );
  declare('nodejs_active_resources', 'What keeps the event loop alive', () => process.getActiveResourcesInfo());
};

const countByName = (names: readonly string[] | undefined): ReadonlyMap<string, number> | undefined => {
  if (names === undefined) return undefined;
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};
