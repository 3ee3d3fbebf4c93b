/** Data and not PromQL: rendered for Prometheus and evaluated in the process, so that both say the same. */
export type Condition =
  | { readonly burn: string; readonly factor: number; readonly longMs: number; readonly shortMs: number }
  | {
      readonly ratio: readonly [bad: string, total: string];
      readonly above: number;
      readonly overMs: number;
      readonly minimumEvents: number;
    }
  | { readonly value: string; readonly above?: number; readonly below?: number }
  | { readonly runsOut: string; readonly withinMs: number }
  | { readonly absent: string };

export interface Rule {
  readonly alert: string;
  readonly when: Condition;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly severity: 'critical' | 'warning' | 'info';
  readonly summary: string;
  readonly runbook: string;
}
