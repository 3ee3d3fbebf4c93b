import { type Check, type CheckResult, type Clock, describeError } from '@astrolabe/core';
import { toCheckResult } from './check-result.js';

/** What a check said, and when. */
export interface CheckAnswer {
  readonly result: CheckResult;
  /** Milliseconds since 1970. */
  readonly wallMs: number;
}

/** A check that is asked in the background. */
export interface BackgroundCheck {
  readonly check: Check;
  /** The last answer; undefined before the first. */
  readonly answer: CheckAnswer | undefined;
  /** Asks now, unless the last question is still unsettled. A check that answers at once has answered on return. */
  ask(): void;
  /** Aborts what is being asked, and ignores what it still says. */
  stop(): void;
}

/** One question that is on its way. */
interface Question {
  readonly controller: AbortController;
  cancelDeadline: () => void;
}

export const createBackgroundCheck = (check: Check, clock: Clock): BackgroundCheck => {
  let answer: CheckAnswer | undefined;
  /** Kept past its deadline until it settles: a check that hangs is not asked a second time. */
  let unsettled: Question | undefined;
  let stopped = false;

  const record = (result: CheckResult) => {
    answer = { result, wallMs: clock.wallMs() };
  };
  const settle = (question: Question, result: CheckResult) => {
    question.cancelDeadline();
    unsettled = undefined;
    if (!question.controller.signal.aborted) record(result);
  };
  const missDeadline = ({ controller }: Question) => {
    record({ status: 'fail', output: `no answer within ${check.timeoutMs} ms` });
    controller.abort(new DOMException('The check has missed its deadline', 'TimeoutError'));
  };
  const ask = () => {
    if (stopped || unsettled !== undefined) return;
    const question: Question = { controller: new AbortController(), cancelDeadline: () => undefined };
    unsettled = question;
    try {
      const returned = check.run(question.controller.signal);
      if (!isThenable(returned)) {
        settle(question, toCheckResult(returned));
        return;
      }
      question.cancelDeadline = clock.after(check.timeoutMs, () => missDeadline(question));
      Promise.resolve(returned)
        .then(toCheckResult)
        .catch(failure)
        .then((result) => settle(question, result));
    } catch (error) {
      settle(question, failure(error));
    }
  };
  const stop = () => {
    stopped = true;
    unsettled?.cancelDeadline();
    unsettled?.controller.abort();
  };

  return {
    check,
    get answer() {
      return answer;
    },
    ask,
    stop,
  };
};

const failure = (error: unknown): CheckResult => ({ status: 'fail', output: `it failed (${describeError(error)})` });

const isThenable = (value: unknown): value is PromiseLike<CheckResult> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
