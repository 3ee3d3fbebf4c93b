import type { AllContributions, Contributions } from './plugin.js';

/** What all plugins contribute together, in the order of the plugins. */
export const mergeContributions = (contributed: readonly Contributions[]): AllContributions => {
  const all = <K extends keyof Contributions>(key: K) =>
    contributed.flatMap((each) => (each[key] ?? []) as never[]) as never;
  return {
    instrumentations: all('instrumentations'),
    processors: all('processors'),
    exporters: all('exporters'),
    reporters: all('reporters'),
    objectives: all('objectives'),
    checks: all('checks'),
    endpoints: all('endpoints'),
    middleware: all('middleware'),
    rules: all('rules'),
    panels: all('panels'),
    closers: all('closers'),
    movable: Object.assign({}, ...contributed.map((each) => each.movable)),
    checkChanges: contributed.flatMap((each) => each.checkChanges ?? []),
    startLines: contributed.flatMap((each) => each.startLine ?? []),
    notes: () => contributed.flatMap((each) => each.notes?.() ?? []),
  };
};
