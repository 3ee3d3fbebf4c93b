import { type BullmqTelemetry, type BullmqWorker, runtime } from '@astrolabe/core';

export type { BullmqTelemetry } from '@astrolabe/core';

/**
 * The option `telemetry` of BullMQ's queues, workers and flow producers (5.34 and later, 6): the trace of whoever adds a
 * job goes on in the worker, in whatever process, and attempts at jobs are timed and counted by queue.
 *
 * @example
 * const queue = new Queue('replies', { connection, telemetry: bullmq() });
 * const worker = watchJobs(new Worker('replies', process, { connection, telemetry: bullmq() }));
 */
export const bullmq = (): BullmqTelemetry => runtime().jobs.telemetry();

/**
 * Takes from a worker's events what BullMQ's telemetry does not tell: the error that a job failed with, and how much of
 * the time before it was asked for as a delay. Returns the worker.
 *
 * @throws OptionError (`ASTROLABE_OPTION_INVALID`) for what is no worker
 */
export const watchJobs = <W extends BullmqWorker>(worker: W): W => runtime().jobs.watch(worker);
