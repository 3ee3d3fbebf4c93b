import { delimiter } from 'node:path';

/**
 * What differs between releases of Node.js: its channels, its HTTP, its timers. What is only computed is the same, and
 * programs of a test's own run on every release already.
 */
export const SENSITIVE_TESTS = [
  'packages/core/test/',
  'packages/node/test/',
  '--exclude=packages/node/test/packages/**',
  '--exclude=packages/node/test/coexistence/**',
] as const;

/** The programs that `TEST_NODES` names, separated as in `PATH`. */
export const otherNodes = (environment: NodeJS.ProcessEnv): readonly string[] =>
  (environment.TEST_NODES ?? '').split(delimiter).filter(Boolean);
