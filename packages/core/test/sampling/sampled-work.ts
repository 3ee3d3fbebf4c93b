import fc from 'fast-check';
import type { Clock } from '../../src/clock.js';
import type { Objective } from '../../src/objectives/objective.js';
import { requestsObjective } from '../../src/objectives/requests.js';
import { KeepCap } from '../../src/recorder/keep-cap.js';
import type { KeepDecision } from '../../src/recorder/keep-decision.js';
import { createRecorder } from '../../src/recorder/recorder.js';
import { createSamplerCounts } from '../../src/recorder/sampler-metrics.js';
import { SlowThresholds } from '../../src/recorder/slow-thresholds.js';
import { TailSampler } from '../../src/recorder/tail-sampler.js';
import { createManualClock } from '../../src/testing/manual-clock.js';
import { recordDiagnostics } from '../../src/testing/recorded-diagnostics.js';
import { createTracer } from '../../src/tracing/tracer.js';
import type { Transaction, TransactionKind } from '../../src/tracing/transaction.js';
import { EvenSample } from '../../src/tracing/w3c/even-sample.js';

export const CAP = 4;
const HOLD_MS = 5_000;
const WINDOW_MS = 1_000;

/** What may happen, to the transaction at `at` of those there are. */
export type Step =
  | { readonly does: 'start'; readonly kind: TransactionKind }
  | {
      readonly does: 'span' | 'throwInSpan' | 'endSpan' | 'hold' | 'release' | 'fail' | 'ask' | 'end';
      readonly at: number;
    }
  | { readonly does: 'advance' | 'suspend' | 'stepWall'; readonly ms: number };

const at = fc.nat({ max: 7 });
export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ does: fc.constant('start'), kind: fc.constantFrom('request', 'job', 'task') }),
    },
    {
      weight: 12,
      arbitrary: fc.record({
        does: fc.constantFrom('span', 'throwInSpan', 'endSpan', 'hold', 'release', 'fail', 'fail', 'ask', 'end', 'end'),
        at,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ does: fc.constantFrom('advance', 'suspend', 'stepWall'), ms: fc.nat({ max: 3_000 }) }),
    },
  ) as fc.Arbitrary<Step>,
  { maxLength: 120, size: 'max' },
);

/** What the test itself knows of a transaction. */
interface Known {
  readonly transaction: Transaction;
  failed: boolean;
  asked: boolean;
  readonly releases: (() => void)[];
}

/** The parts of the decision, for a test to break one of them. */
export interface Decisions {
  readonly cap?: (clock: Clock) => Pick<KeepCap, 'admits'>;
  readonly decide?: (sampler: TailSampler) => KeepDecision;
}

/**
 * Does the steps, ends all that is left, and returns how many failed or slow transactions were lost while no second had
 * more than the cap of what is worth keeping.
 */
export const lostBelowTheCap = (all: readonly Step[], { cap, decide }: Decisions = {}): number => {
  const clock = createManualClock();
  const { diagnostics } = recordDiagnostics();
  const inForce: readonly Objective[] = [requestsObjective];
  const sampler = new TailSampler({
    thresholds: new SlowThresholds(() => inForce, diagnostics),
    cap: cap?.(clock) ?? new KeepCap(clock, CAP),
    counts: createSamplerCounts(),
  });
  const recorder = createRecorder(diagnostics, decide?.(sampler) ?? ((transaction) => sampler.decide(transaction)));
  const known: Known[] = [];
  const wantedAtMs: number[] = [];
  let [isBelow, lost] = [true, 0];
  const tracer = createTracer(clock, (transaction) => {
    const each = known.find((one) => one.transaction === transaction);
    const { root, kind } = transaction;
    const isSlow = kind === 'request' && !transaction.expired && root.endMs - root.startMs > 2_000;
    const matters = each?.failed === true || isSlow;
    if (matters || each?.asked === true) wantedAtMs.push(clock.nowMs());
    isBelow &&= wantedAtMs.filter((ms) => ms >= clock.nowMs() - WINDOW_MS).length <= CAP;
    recorder.transactionEnded(transaction);
    if (isBelow && matters && transaction.keepReason === undefined) lost++;
  });
  tracer.transactions.sampling = { sample: new EvenSample(0), trustsCallers: false };
  const know = (transaction: Transaction, asked = false) =>
    known.push({ transaction, failed: false, asked, releases: [] });

  const doTo = (one: Known, does: string) => {
    const { transaction, releases } = one;
    const isOver = transaction.ended;
    if (does === 'span' || (does === 'throwInSpan' && isOver)) {
      const span = transaction.startSpan('work');
      if (isOver) know(span.transaction, transaction.keepReason !== undefined);
    } else if (does === 'throwInSpan') {
      transaction.startSpan('work').recordException(new TypeError('x'));
      one.failed = true;
    } else if (does === 'endSpan') transaction.spans.at(-1)?.end();
    else if (does === 'hold' && !isOver) releases.push(transaction.hold(HOLD_MS));
    else if (does === 'release') releases.pop()?.();
    else if (does === 'ask') {
      one.asked ||= !isOver;
      transaction.keep();
    } else if (does === 'fail' && !transaction.root.ended) {
      one.failed = true;
      if (transaction.kind === 'request') transaction.statusCode = 500;
      else transaction.root.recordException(new Error('x'));
    } else if (does === 'end') transaction.root.end();
  };

  for (const step of all) {
    if (step.does === 'start') know(tracer.startTransaction(step.kind, 'work'));
    else if ('ms' in step) clock[step.does](step.ms);
    else if (known.length > 0) doTo(known[known.length - 1 - (step.at % known.length)] as Known, step.does);
  }
  for (const { transaction } of [...known]) {
    clock.advance(WINDOW_MS / 2);
    transaction.root.end();
  }
  clock.advance(HOLD_MS);
  return lost;
};
