import { exceptionType } from '../exception-type.js';
import {
  MESSAGING_DESTINATION_NAME,
  MESSAGING_OPERATION_NAME,
  MESSAGING_SYSTEM,
  PROCESS_DURATION,
} from '../jobs/messaging-conventions.js';
import { REQUEST_DURATION } from '../metrics/request-metrics.js';
import type { Transaction } from '../tracing/transaction.js';
import type { Cause } from './fair-shares.js';
import type { KeepCap } from './keep-cap.js';
import { hasFailed, type KeepReason } from './keep-decision.js';
import type { SamplerCounts } from './sampler-metrics.js';
import type { SlowThresholds } from './slow-thresholds.js';

export interface TailSamplerParts {
  readonly thresholds: SlowThresholds;
  readonly cap: Pick<KeepCap, 'admits'>;
  readonly counts: SamplerCounts;
}

/**
 * Decides about a transaction that has ended. Most are not kept, and that costs a few comparisons, and two random numbers
 * where the trace has no id yet.
 */
export class TailSampler {
  private readonly parts: TailSamplerParts;

  constructor(parts: TailSamplerParts) {
    this.parts = parts;
  }

  decide(transaction: Transaction): KeepReason | undefined {
    const reason = this.reasonOf(transaction);
    if (reason === undefined) return undefined;
    const { cap, counts } = this.parts;
    const isKept =
      isDrawnByOwner(reason, transaction) || cap.admits(placeOf(transaction), causeOf(transaction, reason));
    if (isKept) counts.kept[reason]++;
    else counts.dropped[reason]++;
    return isKept ? reason : undefined;
  }

  private reasonOf(transaction: Transaction): KeepReason | undefined {
    if (hasFailed(transaction)) return 'error';
    if (this.isSlow(transaction)) return 'slow';
    if (transaction.keepReason !== undefined) return transaction.keepReason;
    if (!transaction.sampled) return undefined;
    return transaction.followsCaller ? 'upstream' : 'sample';
  }

  private isSlow(transaction: Transaction): boolean {
    if (transaction.expired) return true;
    const { kind, root } = transaction;
    if (kind !== 'request' && kind !== 'job') return false;
    const metric = kind === 'request' ? REQUEST_DURATION : PROCESS_DURATION;
    const seconds = (root.endMs - root.startMs) / 1_000;
    // Asked first without a closure: hardly any is.
    if (!(seconds > this.parts.thresholds.of(metric))) return false;
    return this.parts.thresholds.isOver(metric, seconds, () => labelsOf(transaction));
  }
}

/**
 * The owner has set the ratio of these, here or where the job was added, so all of them are wanted. A caller's trace is
 * drawn by its id: by the caller.
 */
const isDrawnByOwner = (reason: KeepReason, { remoteParent, keepReason }: Transaction): boolean =>
  reason === 'sample' && (remoteParent === undefined || keepReason === 'sample');

const placeOf = ({ kind, route, root }: Transaction): string => (kind === 'request' ? (route ?? '') : root.name);

const causeOf = ({ error, statusCode }: Transaction, reason: KeepReason): Cause => {
  if (reason !== 'error') return reason;
  return error === undefined ? statusCode : exceptionType(error);
};

/** Those that its duration is counted under. */
const labelsOf = ({ kind, method, route, statusCode, error, root }: Transaction): Record<string, string> =>
  kind === 'request'
    ? {
        http_request_method: method,
        http_route: route ?? '',
        http_response_status_code: String(statusCode),
      }
    : {
        messaging_system: textOf(root.attributes, MESSAGING_SYSTEM),
        messaging_operation_name: textOf(root.attributes, MESSAGING_OPERATION_NAME),
        messaging_destination_name: textOf(root.attributes, MESSAGING_DESTINATION_NAME),
        error_type: error === undefined ? '' : exceptionType(error),
      };

const textOf = (attributes: readonly unknown[] | undefined, name: string): string =>
  String(attributes?.[attributes.lastIndexOf(name) + 1] ?? '');
