import { spawnSync } from 'node:child_process';

/** Whether a program is on this machine. In CI its absence is a failure; elsewhere the test is skipped and says why. */
export const hasProgram = (name: string): boolean => {
  const isThere = spawnSync(name, ['--version']).error === undefined;
  if (!isThere && process.env.CI) throw new Error(`${name} is missing: install the Debian package "prometheus"`);
  return isThere;
};

/** What is added to the names of tests that cannot run here. */
export const whenMissing = (name: string): string => (hasProgram(name) ? '' : ` (skipped: ${name} is not installed)`);
