import { spawnSync } from 'node:child_process';
import { type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import client from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, startBot } from './bot.js';
import { hasProgram, whenMissing } from './program.js';

let isolated: IsolatedRuntime;
let bot: Bot;

beforeEach(() => {
  isolated = isolatedRuntime();
});
afterEach(async () => {
  await bot.close();
  await isolated.dispose();
});

const check = (page: string) => {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: page, encoding: 'utf8' });
  return { status, complaints: `${stdout}${stderr}`.trim().split('\n').filter(Boolean) };
};
/** What one request costs is a matter of microseconds, and its budget is said in them. */
const IN_MICROSECONDS = 'astrolabe_overhead_microseconds use base unit "seconds" instead of "microseconds"';
const scrape = async () => (await fetch(`http://${bot.address}/metrics`)).text();

describe.runIf(hasProgram('promtool'))(`promtool${whenMissing('promtool')}`, () => {
  it('has nothing to say about a page of ours but what it says about names that we share with prom-client', async () => {
    const { metrics } = isolated.runtime;
    const odd = metrics.counter('odd_labels_total', { help: 'A "help"\nwith \\ in it.', labels: { value: 'open' } });
    for (const value of ['\n', '"', '\\', '\r', 'é🌍', '{}', '']) odd.inc({ value });
    metrics.gauge('temperature_celsius', { help: 'Not a number.' }).set(Number.NaN);
    bot = await startBot();
    await bot.visit(2);
    const defaults = new client.Registry();
    client.collectDefaultMetrics({ register: defaults });
    const { status, complaints } = check(await scrape());
    expect(complaints.toSorted()).toEqual([IN_MICROSECONDS, ...check(await defaults.metrics()).complaints].toSorted());
    expect(complaints.join()).not.toContain('error');
    expect(status).not.toBe(1);
  });

  it("has no more to say about the bot's own metrics than on their own page", async () => {
    const registry = new client.Registry();
    client.collectDefaultMetrics({ register: registry });
    new client.Summary({ name: 'draw_seconds', help: 'x', labelNames: ['kind'], registers: [registry] }).observe(
      { kind: 'a' },
      1,
    );
    new client.Counter({ name: 'http_server_active_requests', help: 'A clash.', registers: [registry] }).inc();
    bot = await startBot({ registry });
    const alone = check(await registry.metrics());
    const { status, complaints } = check(await scrape());
    expect(complaints.toSorted()).toEqual([IN_MICROSECONDS, ...alone.complaints].toSorted());
    expect(status).toBe(alone.status);
    expect(alone.status).not.toBe(1);
  });

  it('finds the fault in a page where one quote is not escaped', async () => {
    bot = await startBot();
    await bot.visit(1);
    const { status, complaints } = check((await scrape()).replace('"/chart"', '"/ch"art"'));
    expect(status).toBe(1);
    expect(complaints.join()).toContain('error while linting');
  });
});
