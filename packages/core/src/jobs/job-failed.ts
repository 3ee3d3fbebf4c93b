/** A job failed, and its worker is not watched: BullMQ's telemetry tells the message of the error and not its class. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed';

  constructor() {
    super('a job failed; its error is known where the worker is watched: watchJobs(worker)');
  }
}
