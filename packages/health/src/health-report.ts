import type { ServiceIdentity, Status } from '@astrolabe/core';
import type { BackgroundCheck } from './background-check.js';

/** What only an authorized caller is told. Source: draft-inadarei-api-health-check-06. */
export interface HealthDetails {
  readonly version?: string;
  readonly releaseId?: string;
  readonly serviceId: string;
  /** What else there is to know; absent when there is nothing. */
  readonly notes?: readonly string[];
  readonly checks: Readonly<Record<string, readonly CheckDetails[]>>;
}

export interface CheckDetails {
  readonly componentId: string;
  readonly componentType: string;
  readonly status: Status;
  readonly observedValue?: number;
  readonly observedUnit?: string;
  /** RFC 3339; absent before the first answer. */
  readonly time?: string;
  readonly output?: string;
}

/** The worst of them all. A check that has not answered yet counts as failing: nobody knows better. */
export const overallStatus = (checks: readonly BackgroundCheck[]): Status => {
  let worst: Status = 'pass';
  for (const { check, answer } of checks) {
    const status = answer?.result.status ?? 'fail';
    if (status === 'fail' && check.critical) return 'fail';
    if (status !== 'pass') worst = 'warn';
  }
  return worst;
};

export const healthDetails = (
  { name, version }: ServiceIdentity,
  releaseId: string | undefined,
  checks: readonly BackgroundCheck[],
  notes: readonly string[] = [],
): HealthDetails => ({
  ...(version === undefined ? {} : { version }),
  ...(releaseId === undefined ? {} : { releaseId }),
  serviceId: name,
  ...(notes.length === 0 ? {} : { notes }),
  checks: Object.fromEntries(
    [...Map.groupBy(checks, ({ check }) => measurementOf(check.name))].map(([key, group]) => [
      key,
      group.map(checkDetails),
    ]),
  ),
});

const measurementOf = (name: string): string => (name.includes(':') ? name : `${name}:status`);

const checkDetails = ({ check, answer }: BackgroundCheck): CheckDetails => {
  const { output, ...result } = answer?.result ?? { status: 'fail', output: 'it has not answered yet' };
  return {
    componentId: check.name.split(':', 1)[0] as string,
    componentType: check.componentType ?? 'component',
    ...result,
    ...(answer === undefined ? {} : { time: new Date(answer.wallMs).toISOString() }),
    ...(output === undefined || result.status === 'pass' ? {} : { output }),
  };
};
