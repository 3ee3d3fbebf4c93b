// Runs every test and ends with one plain line: `12 passed, 0 failed`. With `--coverage`, or in CI, each package has
// to be covered as well. Further arguments go to Vitest.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { belowMinimum, type CoverageSummary, coverageByPackage, coverageLine } from './test-run/coverage-gate.ts';
import { countsLine, countTests, type TestReport } from './test-run/test-counts.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const folder = mkdtempSync(join(tmpdir(), 'astrolabe-test-'));
const reportFile = join(folder, 'report.json');
const given = process.argv.slice(2);
const withCoverage = given.includes('--coverage') || Boolean(process.env.CI);

const vitestArguments = [
  vitest,
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportFile}`,
  ...(withCoverage
    ? ['--coverage.enabled', '--coverage.reportOnFailure', `--coverage.reportsDirectory=${join(folder, 'coverage')}`]
    : []),
  ...given.filter((argument) => argument !== '--coverage'),
];

/**
 * Resolves with the exit code. The output is piped and not inherited: what a process that a test has left behind
 * still writes must not come after the last line.
 */
const runVitest = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const runner = spawn(process.execPath, vitestArguments, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    runner.stdout.on('data', (chunk) => process.stdout.write(chunk));
    runner.stderr.on('data', (chunk) => process.stderr.write(chunk));
    runner.on('error', reject);
    runner.on('exit', (code) => {
      const ended = () => resolve(code ?? 1);
      runner.on('close', ended);
      setTimeout(ended, 2_000).unref();
    });
  });

const readJson = <T>(file: string): T | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
};

/** Prints the coverage of each package; returns a sentence for each that is not covered enough. */
const coverageTroubles = (): readonly string[] => {
  if (!withCoverage) return [];
  const packages = readdirSync(join(root, 'packages'));
  const summary = readJson<CoverageSummary>(join(folder, 'coverage', 'coverage-summary.json')) ?? {};
  const coverage = coverageByPackage(summary, packages);
  process.stdout.write(`Coverage: ${coverage.map(coverageLine).join(', ')}\n`);
  return belowMinimum(coverage).map((each) => `package ${coverageLine(each)} covered, and 80 % are the least`);
};

const exitCode = await runVitest();
const counts = countTests(readJson<TestReport>(reportFile), exitCode);
const uncovered = coverageTroubles();
rmSync(folder, { recursive: true, force: true });

for (const trouble of [...counts.troubles, ...uncovered]) process.stdout.write(`FAILED: ${trouble}\n`);
const failed = counts.failed + uncovered.length;
process.stdout.write(`${countsLine({ ...counts, failed })}\n`, () => process.exit(failed > 0 ? 1 : 0));
