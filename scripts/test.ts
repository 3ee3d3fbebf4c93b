// Builds what is out of date, runs every test, and ends with one plain line: `12 passed, 0 failed`. With `--coverage`,
// or in CI, each package has to be covered as well. Further arguments go to Vitest.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildStale } from './build/build-stale.ts';
import { belowMinimum, type CoverageSummary, coverageByPackage, coverageLine } from './test-run/coverage-gate.ts';
import { otherNodes, SENSITIVE_TESTS } from './test-run/other-nodes.ts';
import { runVitest } from './test-run/run-vitest.ts';
import { countsLine, countTests, sumCounts, type TestCounts, type TestReport } from './test-run/test-counts.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'astrolabe-test-'));
const given = process.argv.slice(2);
const filters = given.filter((argument) => argument !== '--coverage');
const withCoverage = given.includes('--coverage') || Boolean(process.env.CI);

const coverageArguments = [
  '--coverage.enabled',
  '--coverage.reportOnFailure',
  `--coverage.reportsDirectory=${join(folder, 'coverage')}`,
];

/** Every way to end is counted: what does not build, or does not run, has failed. */
const run = async (): Promise<TestCounts> => {
  await buildStale({ root, signal: new AbortController().signal, progress: say });
  const own = await countRun([...(withCoverage ? coverageArguments : []), ...filters]);
  const uncovered = withCoverage ? coverageTroubles() : [];
  const runs = [own, { passed: 0, failed: uncovered.length, skipped: 0, troubles: uncovered }];
  for (const node of filters.length === 0 ? otherNodes(process.env) : []) {
    say(`On ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}:`);
    runs.push(await countRun(SENSITIVE_TESTS, node));
  }
  return sumCounts(runs);
};

const countRun = async (parameters: readonly string[], node?: string): Promise<TestCounts> => {
  const reportFile = join(mkdtempSync(join(folder, 'run-')), 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const exitCode = await runVitest(root, [...reporters, ...parameters], node);
  return countTests(readJson<TestReport>(reportFile), exitCode);
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const readJson = <T>(file: string): T | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
};

/** Prints the coverage of each package; returns a sentence for each that is not covered enough. */
const coverageTroubles = (): readonly string[] => {
  const summary = readJson<CoverageSummary>(join(folder, 'coverage', 'coverage-summary.json')) ?? {};
  const coverage = coverageByPackage(summary, readdirSync(join(root, 'packages')));
  say(`Coverage: ${coverage.map(coverageLine).join(', ')}`);
  return belowMinimum(coverage).map((each) => `package ${coverageLine(each)} covered, and 80 % are the least`);
};

const counts = await run().catch(
  (error: unknown): TestCounts => ({ passed: 0, failed: 1, skipped: 0, troubles: [String(error)] }),
);
rmSync(folder, { recursive: true, force: true });
for (const trouble of counts.troubles) say(`FAILED: ${trouble}`);
process.stdout.write(`${countsLine(counts)}\n`, () => process.exit(counts.failed > 0 ? 1 : 0));
