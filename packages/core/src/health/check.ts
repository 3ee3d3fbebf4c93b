export type Status = 'pass' | 'warn' | 'fail';

/** One question about the bot's health. It is asked in the background, and readers get the last answer. */
export interface Check {
  /** `component:measurement`, or the component alone. */
  readonly name: string;
  /** `component` by default. */
  readonly componentType?: 'component' | 'datastore' | 'system';
  /** A failing critical check fails `/health`; any other one turns it to `warn`. */
  readonly critical: boolean;
  readonly intervalMs: number;
  /** An answer that takes longer counts as a failure. */
  readonly timeoutMs: number;
  run(signal: AbortSignal): Promise<CheckResult> | CheckResult;
}

/** Field names follow health+json (draft-inadarei-api-health-check). */
export interface CheckResult {
  readonly status: Status;
  readonly observedValue?: number;
  readonly observedUnit?: string;
  /** What is wrong, in words that quote nothing a user sent. */
  readonly output?: string;
}
