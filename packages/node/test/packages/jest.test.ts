import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InstalledProject, installProject } from './installed-project.ts';
import { programOf, runProgram } from './workspace.ts';

const FILES = ['first', 'second', 'third'];
const TESTS_OF_A_FILE = 3;

let project: InstalledProject;

beforeAll(async () => {
  project = await installProject();
  project.write('jest.config.json', { testMatch: ['**/*.jest.cjs'], moduleFileExtensions: ['js', 'cjs', 'json'] });
  for (const file of FILES) project.place('bot.jest.cjs', `${file}.jest.cjs`);
}, 120_000);
afterAll(() => project.remove());

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

/** All files in one process, one after another. */
const runJest = async (environment = {}): Promise<{ report: JestReport; output: string }> => {
  const program = [programOf('jest', 'bin/jest.js'), '--config', 'jest.config.json', '--runInBand', '--json'];
  const own = { NODE_ENV: 'test', ASTROLABE_LOG_LEVEL: 'warn', ...environment };
  const { stdout, stderr } = await runProgram(process.execPath, program, project.folder, own);
  return { report: JSON.parse(stdout) as JestReport, output: stderr };
};

describe('in a Jest project of three files, each with its bot', () => {
  it('every file counts its own requests, and reads them plain and compressed', async () => {
    const { report, output } = await runJest();
    expect(report, output).toMatchObject({ numFailedTests: 0, numPassedTests: FILES.length * TESTS_OF_A_FILE });
  });

  it('every file notices when Astrolabe is off', async () => {
    const { report } = await runJest({ ASTROLABE_ENABLED: 'false' });
    expect(report).toMatchObject({ numFailedTests: FILES.length * TESTS_OF_A_FILE, numPassedTests: 0 });
  });
});
