import type { Clock } from '../clock.js';
import { describeError } from '../diagnostics.js';
import type { Exporter, ExportResult } from './otel-exporter.js';

/** `refused`: sending the same again would end the same. `unreachable`: it may be taken later. */
export interface Delivery {
  readonly outcome: 'exported' | 'refused' | 'unreachable';
  /** The kind of an error, or its HTTP status; never its words. */
  readonly reason: string;
  /** How many of those that were taken the collector has thrown away. */
  readonly rejected: number;
  /** How long the exporter held the event loop up. */
  readonly heldMs: number;
}

/** Source: OTLP specification, "Failures", retryable response codes. */
const RETRYABLE_STATUS = new Set([429, 502, 503, 504]);

/** Gives an exporter one batch, and waits until it reports back, for at most `timeoutMs`. Never rejects. */
export const deliver = <T>(exporter: Exporter<T>, payload: T, clock: Clock, timeoutMs: number): Promise<Delivery> =>
  new Promise((resolve) => {
    const begunMs = performance.now();
    let heldMs = 0;
    const settle = (outcome: Delivery['outcome'], reason: string, rejected = 0) => {
      cancel();
      heldMs ||= performance.now() - begunMs;
      resolve({ outcome, reason, rejected, heldMs });
    };
    const cancel = clock.after(timeoutMs, () => settle('unreachable', 'no answer in time'));
    try {
      const returned: unknown = exporter.export(payload, (result) => {
        const failure = failureOf(result);
        if (failure === undefined) settle('exported', '', result?.rejected);
        else settle(failure.outcome, failure.reason);
      });
      // One that is written as an async function fails by a promise, which nobody else looks at.
      Promise.resolve(returned).catch((error: unknown) => settle('refused', describeError(error)));
    } catch (error) {
      settle('refused', describeError(error));
    }
    heldMs = performance.now() - begunMs;
  });

/** Says what became of `count`: of what was taken, the collector may have thrown some away. */
export const settleDelivery = (
  { outcome, reason, rejected }: Delivery,
  count: number,
  settled: (outcome: Delivery['outcome'], count: number, reason: string) => void,
): void => {
  const thrownAway = Math.min(rejected, count);
  settled(outcome, count - thrownAway, reason);
  if (thrownAway > 0) settled('refused', thrownAway, 'some of a batch');
};

const failureOf = (result: ExportResult | undefined): Pick<Delivery, 'outcome' | 'reason'> | undefined => {
  if (result?.code === 0) return undefined;
  const error = result?.error as (Error & { readonly code?: unknown }) | undefined;
  const code = error?.code;
  if (typeof code !== 'number') return { outcome: 'unreachable', reason: describeError(error ?? new Error()) };
  return { outcome: RETRYABLE_STATUS.has(code) ? 'unreachable' : 'refused', reason: `HTTP ${code}` };
};
