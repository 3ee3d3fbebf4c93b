import { bullmq } from '@astrolabe/node/bullmq';
import { type BotConfig, type BotLimits, createAnswering, Inbox } from 'astrology';
import { Queue } from 'bullmq';
import type { FastifyInstance } from 'fastify';
import { createApp } from './app.ts';
import type { QueueConfig, WebConfig } from './config.ts';
import { createMeasures } from './measures.ts';
import { NAME } from './name.ts';
import { connectWeb } from './queue/connection.ts';
import { Mailbox } from './queue/mailbox.ts';
import { createPseudonym } from './queue/pseudonyms.ts';
import { QUEUE, type ReplyJob } from './queue/reply-job.ts';
import { ReplyQueue } from './queue/reply-queue.ts';

export interface Bot {
  readonly app: FastifyInstance;
  /** Resolves when all that was acknowledged is done, or in the hands of the workers. */
  whenIdle(): Promise<void>;
  /** Takes nothing new, and finishes what is begun. */
  close(): Promise<void>;
}

/** The bot in one process, or the web half of it when there is a queue. */
export const createBot = (config: WebConfig, limits: BotLimits = {}): Promise<Bot> =>
  config.queue === undefined ? createWholeBot(config, limits) : createWebBot(config, config.queue, limits);

const createWholeBot = async (config: BotConfig, limits: BotLimits): Promise<Bot> => {
  const measures = createMeasures();
  const answer = createAnswering({ name: NAME, config, limits, measures });
  const inbox = new Inbox({ ...limits, answer, measures });
  const app = await createApp({ ...config, intake: inbox });
  const close = async () => {
    await app.close();
    await inbox.whenIdle();
  };
  return { app, whenIdle: () => inbox.whenIdle(), close };
};

const createWebBot = async (
  config: BotConfig,
  { redisUrl, debounceMs }: QueueConfig,
  limits: BotLimits,
): Promise<Bot> => {
  const { log: write = console.error } = limits;
  const log = (line: string) => write(`${NAME}: ${line}`);
  const redis = await connectWeb({ url: redisUrl, log });
  const queue = new Queue<ReplyJob>(QUEUE, { connection: redis, telemetry: bullmq() });
  // The connection has said it already.
  queue.on('error', () => undefined);
  const mailbox = new Mailbox(redis, createPseudonym(config.appSecret));
  const intake = new ReplyQueue({ queue, mailbox, measures: createMeasures(), debounceMs, log });
  const app = await createApp({ ...config, intake });
  const close = async () => {
    await app.close();
    await queue.close();
    redis.disconnect();
  };
  return { app, whenIdle: () => intake.whenIdle(), close };
};
