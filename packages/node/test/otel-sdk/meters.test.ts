import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from '@astrolabe/core/testing';
import { expect, it, onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('fixtures/metered-bot.cjs', import.meta.url));
const folderOf = (fixture: string) =>
  fileURLToPath(new URL(`../../../../benchmarks/fixtures/${fixture}/`, import.meta.url));
/** The API is there, and the SDK is not. */
const WITHOUT_SDK = folderOf('otel-instrumentations');

interface Bot {
  readonly get: (path: string) => Promise<string>;
  /** What it wrote. */
  readonly said: () => string;
}

const startBot = async (folder: string, own = ''): Promise<Bot> => {
  // A package manager that runs the tests may lend the bot all the packages that there are.
  const env = { ...process.env, NODE_ENV: 'development', NODE_PATH: '' };
  const bot: ChildProcess = fork(program, [folder, own], { cwd: folder, env, execArgv: [], silent: true });
  onTestFinished(() => {
    bot.kill();
  });
  let said = '';
  for (const stream of [bot.stdout, bot.stderr]) stream?.on('data', (chunk) => (said += chunk));
  const [{ port }] = (await once(bot, 'message')) as [{ readonly port: number }];
  return {
    get: async (path) => (await fetch(`http://127.0.0.1:${port}${path}`)).text(),
    said: () => said,
  };
};

/** The page, as soon as it has a line of `metric`: what was counted is collected once a second. */
const pageWith = async (bot: Bot, metric: string): Promise<string> => {
  for (let tries = 0; tries < 2_000; tries++) {
    const page = await bot.get('/metrics');
    if (page.includes(`\n${metric}`)) return page;
  }
  return bot.get('/metrics');
};

it.each(['otel-2', 'otel-3'])('what the meters of a bot count is on its page, by the SDK of %s', async (fixture) => {
  const bot = await startBot(folderOf(fixture));
  await bot.get('/charts/leo');
  await bot.get('/charts/leo');
  const page = await pageWith(bot, 'charts_total');
  const lines = page.split('\n');
  expect(lines).toContain('# TYPE charts_total counter');
  expect(lines).toContain('# HELP charts_total Charts.');
  expect(lines).toContain('charts_total{otel_scope_name="bot",chart_sign="leo"} 2');
  expect(lines).toContain('ephemeris_age_seconds{otel_scope_name="bot"} 7');
  expect(lines).toContain('chart_size_bytes_bucket{otel_scope_name="bot",le="100"} 2');
  expect(lines).toContain('chart_size_bytes_sum{otel_scope_name="bot"} 84');
});

it('without the SDK the bot goes on, and is told what to install', async () => {
  const bot = await startBot(WITHOUT_SDK);
  expect(await bot.get('/charts/leo')).toBe('a chart');
  expect(await bot.get('/metrics')).not.toContain('charts_total');
  await eventually('the remedy is said', () => bot.said().includes('ASTROLABE_METERS_OFF'));
  expect(bot.said()).toMatch(/install it/);
});

it("a MeterProvider of the owner's stays theirs", async () => {
  const bot = await startBot(folderOf('otel-2'), 'own');
  expect(await bot.get('/charts/leo')).toBe('a chart');
  expect(await bot.get('/metrics')).not.toContain('charts_total');
  expect(bot.said()).not.toMatch(/ASTROLABE_METERS_OFF/);
});
