// First of all: from here on the worker has /health and /metrics, on a port of its own.
import '@astrolabe/node/auto';
import { bullmq, watchJobs } from '@astrolabe/node/bullmq';
import { createAnswering, shutDownOnSignal, startOrExplain } from 'astrology';
import { Worker } from 'bullmq';
import { readWorkerConfig } from './config.ts';
import { createMeasures } from './measures.ts';
import { connectWorker } from './queue/connection.ts';
import { Mailbox } from './queue/mailbox.ts';
import { createPseudonym } from './queue/pseudonyms.ts';
import { QUEUE, type ReplyJob } from './queue/reply-job.ts';
import { createReplyProcessor } from './queue/reply-processor.ts';

const NAME = 'fastify-bot worker';
/** Replies at work at the same time: most of each is waiting for others. */
const CONCURRENCY = 256;

await startOrExplain(NAME, async () => {
  const config = readWorkerConfig(process.env);
  const measures = createMeasures();
  const log = (line: string) => console.error(`${NAME}: ${line}`);
  const redis = connectWorker({ url: config.queue.redisUrl, log });
  const mailbox = new Mailbox(redis, createPseudonym(config.appSecret));
  const answer = createAnswering({ name: NAME, config, measures });
  const processor = createReplyProcessor({ mailbox, answer, measures });
  const workerOptions = { connection: redis, concurrency: CONCURRENCY, telemetry: bullmq() };
  const worker = watchJobs(new Worker<ReplyJob>(QUEUE, processor, workerOptions));
  // The connection has said it already.
  worker.on('error', () => undefined);
  shutDownOnSignal({
    name: NAME,
    finish: async () => {
      // What is left to be done needs Redis: without it there is nothing to wait for.
      await worker.close(redis.status !== 'ready');
      redis.disconnect();
    },
  });
  // Nobody waits for it here: told to end before Redis was ever there, the worker ends in good order.
  worker.waitUntilReady().then(
    () => console.log(`${NAME}: waiting for messages`),
    () => undefined,
  );
});
