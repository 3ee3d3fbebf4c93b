import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { NOW, PHONE, SETTINGS, startBotProcess, textFrom } from 'astrology/contract';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Accepted, type GraphApiOptions, startGraphApi } from 'world/graph-api';
import { Platform, type UserMessage } from 'world/platform';
import { isRedisInstalled, REDIS_MISSING, type RedisServer, startRedis } from './redis-server.ts';

const MAIN = new URL('../src/main.ts', import.meta.url);
const WORKER = new URL('../src/worker.ts', import.meta.url);
const PRINT_TRACES = { NODE_OPTIONS: `--import=${new URL('./print-traces.ts', import.meta.url).href}` };

interface StageOptions {
  readonly debounceMs?: number;
  readonly trouble?: GraphApiOptions['trouble'];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A Redis, a Graph API and a web process; workers are started by the test. All end with it. */
const setStage = async ({ debounceMs = 300, trouble, environment: more }: StageOptions = {}) => {
  const redis = await startRedis();
  const accepted: Accepted[] = [];
  const graph = await startGraphApi({
    ...SETTINGS,
    accepted: (each) => accepted.push(each),
    ...(trouble === undefined ? {} : { trouble }),
  });
  onTestFinished(() => graph.close());
  const environment = { ...variables(redis, graph.url, debounceMs), ...more };
  const web = startBotProcess(MAIN, environment);
  const url = await web.url();
  const platform = new Platform(SETTINGS);
  const post = (messages: UserMessage[], more: Readonly<Record<string, string>> = {}) => {
    const { path, headers, body } = platform.messages([messages], NOW);
    return fetch(url + path, { method: 'POST', headers: { ...headers, ...more }, body: new Uint8Array(body) });
  };
  return {
    redis,
    web,
    platform,
    replies: () => accepted.filter((each) => each.kind === 'message'),
    startWorker: async () => {
      const worker = startBotProcess(WORKER, { ...environment, ASTROLABE_ADMIN_PORT: '0' });
      await worker.written(/waiting for messages/);
      return worker;
    },
    send: (...messages: UserMessage[]) => post(messages),
    /** As a caller does that is traced itself. */
    sendIn: (traceId: string, ...messages: UserMessage[]) =>
      post(messages, { traceparent: `00-${traceId}-b7ad6b7169203331-01` }),
  };
};

/** An address that nobody listens on. */
const unusedRedisUrl = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return `redis://127.0.0.1:${port}`;
};

const variables = ({ url }: Pick<RedisServer, 'url'>, graphUrl: string, debounceMs: number) => ({
  PORT: '0',
  REDIS_URL: url,
  DEBOUNCE_MS: String(debounceMs),
  WHATSAPP_GRAPH_URL: graphUrl,
  WHATSAPP_APP_SECRET: SETTINGS.appSecret,
  WHATSAPP_VERIFY_TOKEN: SETTINGS.verifyToken,
  WHATSAPP_PHONE_NUMBER_ID: SETTINGS.phoneNumberId,
  WHATSAPP_TOKEN: SETTINGS.accessToken,
});

const POLL = { timeout: 10_000 };

const describeQueue = () => {
  it('merges what a user writes in one go into one reply, to the last of it', async () => {
    const { platform, send, replies, startWorker } = await setStage({ debounceMs: 1_000 });
    await startWorker();
    const messages = ['12 April 1990', '14:30', 'Rome'].map((words) => textFrom(platform, words));
    for (const message of messages) expect((await send(message)).status).toBe(200);
    const other = textFrom(platform, 'Hello!', '15550100002');
    await send(other);

    await expect.poll(() => replies().length, POLL).toBe(2);
    expect(
      replies()
        .map(({ inReplyTo }) => inReplyTo)
        .sort(),
    ).toEqual([messages[2]?.id, other.id].sort());
  });

  it('gives each message its reply when nothing is waited for: without a pause nothing is merged', async () => {
    const { platform, send, replies, startWorker } = await setStage({ debounceMs: 0 });
    await startWorker();
    for (const words of ['12 April 1990', '14:30', 'Rome']) {
      const before = replies().length;
      await send(textFrom(platform, words));
      await expect.poll(() => replies().length, POLL).toBe(before + 1);
    }
  });

  it('answers a message once that is delivered twenty times at once, and again afterwards', async () => {
    const { platform, send, replies, startWorker } = await setStage();
    await startWorker();
    const message = textFrom(platform, 'Hello!');
    const responses = await Promise.all(Array.from({ length: 20 }, () => send(message)));
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200));

    await expect.poll(() => replies().length, POLL).toBe(1);
    expect((await send(message)).status).toBe(200);
    // A reply to somebody else, begun later, tells that there was none to the duplicate.
    const other = textFrom(platform, 'Hello!', '15550100002');
    await send(other);
    await expect.poll(() => replies().map(({ inReplyTo }) => inReplyTo), POLL).toEqual([message.id, other.id]);
  });

  it('answers what comes while a reply is at work after it, and never two at once', async () => {
    const asked = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const recipients: string[] = [];
    const { platform, send, replies, startWorker } = await setStage({
      debounceMs: 50,
      trouble: ({ recipient }) => {
        recipients.push(recipient);
        asked.resolve();
        return { until: released.promise };
      },
    });
    await startWorker();
    const [first, second] = ['Hello!', '12 April 1990'].map((words) => textFrom(platform, words));
    await send(first as UserMessage);
    await asked.promise;
    await send(second as UserMessage);
    const other = textFrom(platform, 'Hello!', '15550100002');
    await send(other);
    // The second message was due before the other user's: its reply would be here by now.
    await expect.poll(() => recipients, POLL).toContain(other.from);
    expect(recipients).toEqual([PHONE, other.from]);
    released.resolve();

    await expect.poll(() => replies().length, POLL).toBe(3);
    const ofUser = replies().filter(({ recipient }) => recipient === PHONE);
    expect(ofUser.map(({ inReplyTo }) => inReplyTo)).toEqual([first?.id, second?.id]);
  });

  it('finishes the reply at work when its worker is told to end, and leaves the rest to the next', async () => {
    const asked = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const { platform, send, replies, startWorker } = await setStage({
      debounceMs: 50,
      trouble: () => {
        asked.resolve();
        return { until: released.promise };
      },
    });
    const worker = await startWorker();
    await send(textFrom(platform, 'Hello!'));
    await asked.promise;
    worker.child.kill('SIGTERM');
    await worker.written(/finishing what is begun/);
    await send(textFrom(platform, 'Hello!', '15550100002'));
    released.resolve();
    expect(await worker.ended).toBe(0);
    expect(replies()).toHaveLength(1);

    await startWorker();
    await expect.poll(() => replies().length, POLL).toBe(2);
  });

  it('refuses webhooks while Redis is away, and answers them when they come again', async () => {
    const { redis, web, platform, send, replies, startWorker } = await setStage();
    const message = textFrom(platform, 'Hello!');
    await redis.stop();
    const refused = await send(message);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);

    await redis.startAgain();
    await expect.poll(async () => (await send(message)).status, POLL).toBe(200);
    await startWorker();
    await expect.poll(() => replies().length, POLL).toBe(1);
    expect(web.stderr()).toContain('fastify-bot: Redis is away: ');
    expect(web.stderr()).not.toMatch(/1555|wamid|Hello/);
  });

  it('has no number and no id of a message in its keys and jobs', async () => {
    const { redis, platform, send, replies, startWorker } = await setStage();
    const message = textFrom(platform, 'Hello!');
    await send(message);
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    const keys = await client.keys('*');
    const jobs = await Promise.all(
      keys.filter((key) => /^bull:replies:\d+$/.test(key)).map((key) => client.hgetall(key)),
    );
    expect(jobs).toHaveLength(1);
    expect(JSON.stringify({ keys, jobs })).not.toMatch(/1555|wamid|Hello/);
    const letters = await client.lrange(keys.find((key) => key.includes('letters')) ?? '', 0, -1);
    expect(letters.join(), 'what must not be elsewhere is there to be found').toMatch(/wamid.*1555.*Hello/);

    await startWorker();
    await expect.poll(() => replies().length, POLL).toBe(1);
    expect((await client.keys('*letters*')).length).toBe(0);
  });

  it('shows the health and the metrics of its worker, which has no server', async () => {
    const { platform, send, replies, startWorker } = await setStage({ debounceMs: 0 });
    const worker = await startWorker();
    const [, address] = await worker.written(/private endpoints: from this machine, on (\S+:\d+)/);
    await send(textFrom(platform, 'Hello!'));
    await expect.poll(() => replies().length, POLL).toBe(1);
    const metricsOf = async () => (await fetch(`http://${address}/metrics`)).text();
    await expect.poll(metricsOf, POLL).toMatch(/^bot_replies_total\{outcome="sent"\} 1$/m);
    expect((await fetch(`http://${address}/health/ready`)).status).toBe(200);
    expect(worker.stderr()).toBe('');
  });

  it('has one trace from the caller of a webhook to its job in another process', async () => {
    const { platform, sendIn, startWorker } = await setStage({ debounceMs: 0, environment: PRINT_TRACES });
    const worker = await startWorker();
    const ended = () => [...worker.stdout().matchAll(/^job ended in trace (\w+)$/gm)].map(([, trace]) => trace);
    const traces = ['0af7651916cd43dd8448eb211c80319c', '4bf92f3577b34da6a3ce929d0e0e4736'];
    for (const [index, trace] of traces.entries()) {
      await sendIn(trace, textFrom(platform, 'Hello!', `1555010000${index}`));
      await expect.poll(ended, POLL).toEqual(traces.slice(0, index + 1));
    }
  });

  it('times its jobs, and says so in its start line', async () => {
    const { platform, send, replies, startWorker } = await setStage({ debounceMs: 0 });
    const worker = await startWorker();
    const [line, address] = await worker.written(/astrolabe .* · bullmq: jobs .*on (127\S+:\d+).*/);
    expect(line).not.toContain('not seen');
    await send(textFrom(platform, 'Hello!'));
    await expect.poll(() => replies().length, POLL).toBe(1);
    const metricsOf = async () => (await fetch(`http://${address}/metrics`)).text();
    await expect
      .poll(metricsOf, POLL)
      .toMatch(/^messaging_process_duration_seconds_count\{.*messaging_destination_name="replies".*\} 1$/m);
    expect(await metricsOf()).toMatch(/^messaging_queue_wait_seconds_count\{.*"replies".*\} 1$/m);
  });

  it('ends with 0 on SIGTERM', async () => {
    const { web } = await setStage();
    web.child.kill('SIGTERM');

    expect(await web.ended).toBe(0);
  });
};

describe('the bot with a queue', () => {
  if (isRedisInstalled()) {
    describeQueue();
    return;
  }
  // A proof that is left out in CI would be a proof of nothing.
  it.runIf(process.env.CI)('can be tested', () => {
    throw new Error(REDIS_MISSING);
  });
  it.skipIf(process.env.CI)(`is not tested here: ${REDIS_MISSING}`, () => undefined);
});

describe('the worker', () => {
  it('waits for a Redis that is away, and ends with 0 when it is told to', async () => {
    const environment = variables({ url: await unusedRedisUrl() }, 'http://127.0.0.1:1', 0);
    const worker = startBotProcess(WORKER, { ...environment, ASTROLABE_ADMIN_PORT: '0' });
    await expect.poll(worker.stderr, POLL).toContain('Redis is away: ');
    expect(worker.stdout()).not.toContain('waiting for messages');
    worker.child.kill('SIGTERM');

    expect(await worker.ended).toBe(0);
    expect(worker.stdout()).toContain('fastify-bot worker: finished');
  });

  it('does not start without Redis, and says which variable it needs', async () => {
    const { ended, stderr } = startBotProcess(WORKER, {});

    expect(await ended).toBe(1);
    expect(stderr()).toContain(
      'fastify-bot worker: REDIS_URL is not set; set it to the address that the web process has',
    );
  });
});
