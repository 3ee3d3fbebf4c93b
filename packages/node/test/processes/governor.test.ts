import { expect, it } from 'vitest';
import { startProcess } from './bot-process.ts';

interface Found {
  readonly level: string;
  readonly microseconds: number;
  readonly seconds: number;
}

/** A bot with a processor that burns so many microseconds for each request, watched for so many seconds at the most. */
const burning = async (microseconds: number, seconds: number): Promise<Found & { readonly said: string }> => {
  const bot = startProcess('burning-bot.mjs', { parameters: [String(microseconds), String(seconds)] });
  const [line] = await bot.written(/^\{.*\}$/m);
  return { ...(JSON.parse(line) as Found), said: bot.stderr() };
};

it('a processor that burns 200 µs for each request is stepped down within 30 s, and its cost is found to within a half', async () => {
  const { level, microseconds, seconds, said } = await burning(200, 30);
  expect(level).toBe('no_child_spans');
  expect(seconds).toBeLessThan(30);
  expect(microseconds).toBeGreaterThan(100);
  expect(microseconds).toBeLessThan(300);
  expect(said).toMatch(/recording goes from full to no_child_spans: .* \[ASTROLABE_LEVEL_LOWERED\]/);
}, 60_000);

it('one that burns nothing is left alone', async () => {
  const { level, microseconds, said } = await burning(0, 12);
  expect(level).toBe('full');
  expect(microseconds).toBeGreaterThan(0);
  expect(said).toBe('');
}, 60_000);
