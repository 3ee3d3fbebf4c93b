import { describeFailure } from 'astrology';
import { Redis } from 'ioredis';

export interface ConnectionOptions {
  readonly url: string;
  readonly log: (line: string) => void;
}

/** Meta waits for seconds only: a command that cannot be sent now has failed. */
const WEB = { maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: 2_000 };
/** BullMQ's workers wait for jobs, and for Redis, as long as it takes. */
const WORKER = { maxRetriesPerRequest: null };

/** Resolves when Redis is there: BullMQ gives a queue up for good whose first command fails. */
export const connectWeb = async (options: ConnectionOptions): Promise<Redis> => {
  const redis = connect(options, WEB);
  await new Promise<void>((resolve) => redis.once('ready', resolve));
  return redis;
};

export const connectWorker = (options: ConnectionOptions): Redis => connect(options, WORKER);

/** It comes back by itself. Redis being away is said once, and not for every try. */
const connect = ({ url, log }: ConnectionOptions, options: typeof WEB | typeof WORKER): Redis => {
  const redis = new Redis(url, options);
  let isAway = false;
  const away = (why: string): void => {
    if (!isAway) log(`Redis is away: ${why}`);
    isAway = true;
  };
  redis.on('error', (error: unknown) => away(describeFailure(error)));
  redis.on('reconnecting', () => away('the connection was closed'));
  redis.on('ready', () => {
    if (isAway) log('Redis is back');
    isAway = false;
  });
  return redis;
};
