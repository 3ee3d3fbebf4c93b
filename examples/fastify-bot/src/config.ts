import {
  type BotConfig,
  type Environment,
  milliseconds,
  type ReadVariable,
  readBotConfig,
  readEnvironment,
  redisUrl,
} from 'astrology';

/** How web process and workers meet. */
export interface QueueConfig {
  readonly redisUrl: string;
  /** How long a user has to be silent before the answer begins. */
  readonly debounceMs: number;
}

export interface WebConfig extends BotConfig {
  /** Undefined: the web process answers by itself. */
  readonly queue: QueueConfig | undefined;
}

export interface WorkerConfig extends BotConfig {
  readonly queue: QueueConfig;
}

/** @throws ConfigurationError that names every wrong variable */
export const readWebConfig = (environment: Environment): WebConfig =>
  readEnvironment(environment, (read) => {
    const url = read('REDIS_URL', redisUrl, 'set it to an address such as redis://localhost:6379, or leave it out', '');
    const debounceMs = readDebounce(read);
    const queue = url === '' ? undefined : { redisUrl: url, debounceMs };
    return { ...readBotConfig(read, environment), queue };
  });

/** @throws ConfigurationError that names every wrong variable */
export const readWorkerConfig = (environment: Environment): WorkerConfig =>
  readEnvironment(environment, (read) => ({
    ...readBotConfig(read, environment),
    queue: {
      redisUrl: read('REDIS_URL', redisUrl, 'set it to the address that the web process has'),
      debounceMs: readDebounce(read),
    },
  }));

const readDebounce = (read: ReadVariable): number =>
  read('DEBOUNCE_MS', milliseconds, 'set it to milliseconds, for example DEBOUNCE_MS=1500', 1_500);
