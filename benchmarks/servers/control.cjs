'use strict';

/**
 * Answers what the parent asks over the IPC channel, and ends this process when the parent has gone.
 *
 * @param {Readonly<Record<string, (data: any) => unknown>>} handlers by the name of the question
 */
exports.answerParent = (handlers) => {
  process.on(
    'message',
    async (/** @type {{ id: number, question: string, data: unknown }} */ { id, question, data }) => {
      try {
        const handler = handlers[question];
        if (handler === undefined) throw new Error(`"${question}" is not a question of this process`);
        process.send?.({ id, answer: await handler(data) });
      } catch (error) {
        process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
      }
    },
  );
  process.once('disconnect', () => process.exit());
};

/** Microseconds of CPU, user and system, that this process has used so far. */
exports.cpuMicros = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
