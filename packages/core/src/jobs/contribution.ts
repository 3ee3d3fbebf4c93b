import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Contributions } from '../plugin.js';
import type { Jobs } from './jobs.js';

/** Declares the metrics of jobs, and says in the start line what is seen of them. */
export const jobContributions = (jobs: Jobs, isInstalled: () => boolean = isBullmqInstalled): Contributions => {
  jobs.declare();
  return { startLine: () => startLineParts(jobs, isInstalled) };
};

const startLineParts = (jobs: Jobs, isInstalled: () => boolean): readonly string[] => {
  if (jobs.isUsed) return ['bullmq: jobs'];
  return isInstalled()
    ? ["bullmq: not seen (telemetry: bullmq() of '@astrolabe/node/bullmq' on Queue and Worker)"]
    : [];
};

/** Whether the bot's main file could import it. An ES module that is loaded leaves no other trace. */
const isBullmqInstalled = (): boolean => {
  const main = process.argv[1];
  if (main === undefined) return false;
  try {
    createRequire(pathToFileURL(main)).resolve('bullmq');
    return true;
  } catch {
    return false;
  }
};
