import type { CoreConfig } from '../instance.js';
import type { Contributions, Core } from '../plugin.js';
import type { Objectives } from './objectives.js';
import { requestsObjective } from './requests.js';
import { parseSlo } from './slo-text.js';

/** Objectives as a part among the others. */
export const objectiveContributions = (
  objectives: Objectives,
  { slo, state }: Pick<CoreConfig, 'slo' | 'state'>,
): Contributions => {
  const enable = ({ contributions, service }: Core) =>
    objectives.start({
      entries: slo === undefined ? undefined : parseSlo(slo),
      contributed: contributions.objectives,
      statePath: state,
      service: service.name,
    });
  return {
    objectives: [requestsObjective],
    instrumentations: [{ name: 'objectives', from: 'metrics', enable }],
    closers: [{ name: 'objectives', phase: 'telemetry', close: () => objectives.save() }],
    startLine: () => startLinePart(objectives.names(), state),
  };
};

const startLinePart = (names: readonly string[], state: string | undefined): readonly string[] => {
  if (names.length === 0) return [];
  const remark = state === undefined ? ' in memory (set ASTROLABE_STATE to keep them over restarts)' : '';
  return [`objectives ${names.join(', ')}${remark}`];
};
