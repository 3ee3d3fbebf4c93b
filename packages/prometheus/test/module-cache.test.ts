import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** What a process of its own sees: here the runner of the tests may have loaded prom-client itself. */
const runBot = async (how: string) => {
  const hooks = pathToFileURL(fixture('source-hooks.mjs')).href;
  const bot = spawn(process.execPath, ['--no-warnings', '--import', hooks, fixture('bot.mjs'), how], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
  });
  const [output, errors, [code]] = await Promise.all([text(bot.stdout), text(bot.stderr), once(bot, 'exit')]);
  expect(errors).toBe('');
  expect(code).toBe(0);
  const [startLine = '', result = '{}'] = output.trim().split('\n');
  return { startLine, ...JSON.parse(result) };
};

it.each(['import', 'require'])(
  'shows the prom-client of a bot that loads it by %s, and says so at the start',
  async (how) => {
    expect(await runBot(how)).toEqual({
      startLine: expect.stringContaining(' · /metrics with your prom-client · '),
      loaded: true,
      before: true,
      now: true,
    });
  },
);

it('shows a prom-client that is loaded after the first scrape', async () => {
  expect(await runBot('late')).toMatchObject({ loaded: true, before: false, now: true });
});

it('never loads prom-client itself', async () => {
  expect(await runBot('never')).toEqual({
    startLine: expect.stringMatching(/ · \/metrics · /),
    loaded: false,
    before: false,
    now: false,
  });
});
