import { ConfigurationError } from 'astrology';
import { describe, expect, it } from 'vitest';
import { readWebConfig, readWorkerConfig } from '../src/config.ts';

const RIGHT = {
  WHATSAPP_APP_SECRET: 'secret',
  WHATSAPP_VERIFY_TOKEN: 'verify',
  WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
  WHATSAPP_TOKEN: 'token',
};

describe('the configuration of the queue', () => {
  it('is none without Redis', () => {
    expect(readWebConfig(RIGHT).queue).toBeUndefined();
  });

  it('has a pause of its own', () => {
    const REDIS_URL = 'rediss://redis.example:6380/1';

    expect(readWebConfig({ ...RIGHT, REDIS_URL }).queue).toEqual({ redisUrl: REDIS_URL, debounceMs: 1_500 });
    expect(readWorkerConfig({ ...RIGHT, REDIS_URL, DEBOUNCE_MS: '0' }).queue.debounceMs).toBe(0);
  });

  it.each([
    [{ REDIS_URL: 'localhost:6379' }, 'REDIS_URL is not a redis or rediss address'],
    [{ REDIS_URL: 'http://localhost' }, 'REDIS_URL is not a redis or rediss address'],
    [{ DEBOUNCE_MS: '1.5s' }, 'DEBOUNCE_MS is not a whole number of milliseconds'],
  ])('refuses %j', (wrong, problem) => {
    expect(() => readWebConfig({ ...RIGHT, ...wrong })).toThrow(ConfigurationError);
    expect(() => readWebConfig({ ...RIGHT, ...wrong })).toThrow(problem);
  });

  it('needs Redis for a worker', () => {
    expect(() => readWorkerConfig(RIGHT)).toThrow('REDIS_URL is not set');
  });
});
