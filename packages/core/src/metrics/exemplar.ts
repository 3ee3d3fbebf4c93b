/** One observation of a bucket whose trace was kept: the way from a number to what happened. */
export interface Exemplar {
  /** 32 hex digits. */
  readonly traceId: string;
  /** What was observed, in the unit of its histogram. */
  readonly value: number;
  /** When, in milliseconds since 1970. */
  readonly wallMs: number;
}
