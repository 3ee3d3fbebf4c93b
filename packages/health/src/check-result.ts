import type { CheckResult, Status } from '@astrolabe/core';

const STATUSES: readonly unknown[] = ['pass', 'warn', 'fail'] satisfies Status[];

/** What a check returned, with the fields it may have: checks are written in JavaScript as well. */
export const toCheckResult = (returned: unknown): CheckResult => {
  const { status, observedValue, observedUnit, output } = Object(returned) as Partial<CheckResult>;
  if (!STATUSES.includes(status)) return { status: 'fail', output: 'its status is none of pass, warn and fail' };
  return {
    status: status as Status,
    ...(Number.isFinite(observedValue) ? { observedValue: observedValue as number } : {}),
    ...(typeof observedUnit === 'string' ? { observedUnit } : {}),
    ...(typeof output === 'string' ? { output } : {}),
  };
};
