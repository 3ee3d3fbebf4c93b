/** The part of Vitest's JSON report that is counted here. */
export interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly unknown[];
  }[];
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What went wrong beside the tests themselves, one sentence each. */
  readonly troubles: readonly string[];
}

/**
 * Counts a finished run. A file that did not load, a runner that crashed and a run without tests are failures too:
 * silence must never look like success.
 *
 * @param report undefined when the runner wrote none
 */
export const countTests = (report: TestReport | undefined, exitCode: number): TestCounts => {
  if (report === undefined) {
    return { passed: 0, failed: 1, skipped: 0, troubles: ['the test runner ended without a report'] };
  }
  const passed = report.numPassedTests;
  const failed = report.numFailedTests;
  const troubles = report.testResults.filter(didNotLoad).map(({ name }) => `${name} could not be loaded`);
  if (passed + failed === 0 && troubles.length === 0) troubles.push('no test was run');
  if (exitCode !== 0 && failed === 0 && troubles.length === 0) {
    troubles.push(`the test runner ended with exit code ${exitCode}: an error outside the tests`);
  }
  return {
    passed,
    failed: failed + troubles.length,
    skipped: report.numPendingTests + report.numTodoTests,
    troubles,
  };
};

const didNotLoad = ({ status, assertionResults }: TestReport['testResults'][number]): boolean =>
  status === 'failed' && assertionResults.length === 0;

/** Of several runs together. */
export const sumCounts = (runs: readonly TestCounts[]): TestCounts => ({
  passed: runs.reduce((sum, { passed }) => sum + passed, 0),
  failed: runs.reduce((sum, { failed }) => sum + failed, 0),
  skipped: runs.reduce((sum, { skipped }) => sum + skipped, 0),
  troubles: runs.flatMap(({ troubles }) => troubles),
});

/** The last line of every run: `12 passed, 0 failed`, and the skipped ones if there are any. */
export const countsLine = ({ passed, failed, skipped }: Omit<TestCounts, 'troubles'>): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
