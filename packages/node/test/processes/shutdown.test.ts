import { describe, expect, it } from 'vitest';
import { type BotProcess, endedBy, startProcess } from './bot-process.ts';

const start = async (parameters: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) => {
  const bot = startProcess('shutdown-bot.mjs', {
    parameters,
    environment: { ASTROLABE_SHUTDOWN_TIMEOUT: '30s', ...environment },
  });
  const [, port] = await bot.written(/listening on (\d+)/);
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
  const status = async (path: string) => (await get(path)).status;
  return { ...bot, get, status };
};

/** What the bot said, without its start line. */
const linesOf = (bot: BotProcess) =>
  bot
    .stdout()
    .trim()
    .split('\n')
    .filter((line) => !/^(listening|astrolabe)/.test(line));

const CLOSED = ['closed: queue', 'closed: redis', 'closed: pool', 'closed: telemetry'];

describe('a bot that does nothing about signals itself', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('closes phase by phase on %s, and then ends of it', async (signal) => {
    const bot = await start();
    bot.child.kill(signal);
    expect(await bot.ended).toEqual(endedBy(signal));
    expect(linesOf(bot)).toEqual(CLOSED);
    expect(bot.stderr()).toBe('');
  });

  it('finishes the request at work, while readiness fails and the bot still answers', async () => {
    const bot = await start();
    const slow = bot.get('/slow');
    await bot.written(/asked: slow/);
    bot.child.kill('SIGTERM');
    await bot.written(/SIGTERM · 1 transaction is finished first \(a second signal ends it at once\)/);
    expect([await bot.status('/health/ready'), await bot.status('/health/live')]).toEqual([503, 200]);
    expect(linesOf(bot)).toEqual(['asked: slow']);

    bot.child.kill('SIGUSR2');
    expect(await (await slow).text()).toBe('done');
    expect(await bot.ended).toEqual(endedBy('SIGTERM'));
    expect(linesOf(bot)).toEqual(['asked: slow', ...CLOSED]);
  });

  it('finishes a turn that was acknowledged and has no reply yet', async () => {
    const bot = await start();
    expect(await (await bot.get('/turn')).text()).toBe('acknowledged');
    bot.child.kill('SIGTERM');
    await bot.written(/1 transaction is finished first/);
    bot.child.kill('SIGUSR2');
    expect(await bot.ended).toEqual(endedBy('SIGTERM'));
    expect(linesOf(bot)).toEqual(['replied', ...CLOSED]);
  });

  it('takes nothing new in the second third of its time, and goes without what is not done in it', async () => {
    const bot = await start([], { ASTROLABE_SHUTDOWN_TIMEOUT: '1500ms' });
    await bot.get('/turn');
    bot.child.kill('SIGTERM');
    await bot.written(/closed: queue/);
    await expect(bot.get('/health')).rejects.toThrow();
    expect(await bot.ended).toEqual(endedBy('SIGTERM'));
    expect(linesOf(bot)).toEqual(CLOSED);
    expect(bot.stderr()).toMatch(/did not wait any longer for 1 transaction at work.*\[ASTROLABE_SHUTDOWN_CUT\]/);
  });

  it('does not wait for a turn that nothing in the process is at work on', async () => {
    const bot = await start([], { ASTROLABE_SHUTDOWN_TIMEOUT: '1500ms' });
    await bot.get('/forgotten');
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toEqual(endedBy('SIGTERM'));
    expect(linesOf(bot)).toEqual(CLOSED);
    expect(bot.stderr()).toBe('');
  });

  it('leaves a closer behind that hangs, after telling it, and closes the others', async () => {
    const bot = await start(['hanging-closer'], { ASTROLABE_SHUTDOWN_TIMEOUT: '600ms' });
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toEqual(endedBy('SIGTERM'));
    expect(linesOf(bot)).toEqual([...CLOSED.slice(0, 2), 'aborted: hanging', ...CLOSED.slice(2)]);
    expect(bot.stderr()).toMatch(/the closer hanging did not finish in time.*\[ASTROLABE_CLOSER_LATE\]/);
  });

  it('goes on after a closer that throws, and shows nothing of what it threw', async () => {
    const bot = await start(['throwing-closer']);
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toEqual(endedBy('SIGTERM'));
    expect(linesOf(bot)).toEqual(CLOSED);
    expect(bot.stderr()).toBe(
      'astrolabe: the closer broken failed (Error); the bot goes on without it [ASTROLABE_CLOSER_FAILED]\n',
    );
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends at once on a second signal, %s', async (second) => {
    const bot = await start();
    await bot.get('/turn');
    bot.child.kill('SIGTERM');
    await bot.written(/1 transaction is finished first/);
    bot.child.kill(second);
    expect(await bot.ended).toEqual(endedBy(second));
    expect(linesOf(bot)).toEqual([]);
  });

  it('waits for no listener that waits for others, as signal-exit does', async () => {
    const bot = await start(['signal-exit']);
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toEqual(endedBy('SIGTERM'));
    expect(linesOf(bot)).toEqual([...CLOSED, 'signal-exit: SIGTERM']);
  });

  it.each([
    ['without time for it', [], { ASTROLABE_SHUTDOWN_TIMEOUT: '0' }],
    ['when Astrolabe is off', ['off'], {}],
  ])('ends of a signal at once, with nothing closed, %s', async (_case, parameters, environment) => {
    const bot = await start(parameters, environment);
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toEqual(endedBy('SIGTERM'));
    expect(linesOf(bot)).toEqual([]);
  });
});

describe('a bot that handles signals itself', () => {
  it.each(['own-handler', 'once-handler'])(
    'decides when it ends, closes its server itself, and has its clients closed (%s)',
    async (handler) => {
      const bot = await start([handler]);
      await bot.get('/turn');
      bot.child.kill('SIGTERM');
      await bot.written(/own close: fine/);
      expect(linesOf(bot)).toEqual(['own handler', 'own close: fine']);
      bot.child.kill('SIGUSR2');
      await bot.written(/closed: telemetry/);
      expect(await bot.ended).toEqual({ code: 0, signal: null });
      expect(linesOf(bot)).toContain('closed: pool');
    },
  );

  it('is not kept from its end by a turn that nothing is at work on, and has its clients closed', async () => {
    const bot = await start(['own-handler'], { ASTROLABE_SHUTDOWN_TIMEOUT: '1h' });
    await bot.get('/forgotten');
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toEqual({ code: 0, signal: null });
    expect(linesOf(bot)).toEqual(['own handler', 'own close: fine', ...CLOSED, 'exit event: 0']);
  });

  it('gets a second signal as well, and is not ended by it', async () => {
    const bot = await start(['own-handler']);
    await bot.get('/turn');
    bot.child.kill('SIGTERM');
    await bot.written(/own close/);
    bot.child.kill('SIGTERM');
    await bot.written(/own handler[\s\S]*own handler/);
    bot.child.kill('SIGUSR1');
    expect(await bot.ended).toEqual({ code: 7, signal: null });
  });
});
