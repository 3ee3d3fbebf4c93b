import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import { counter, gauge, histogram, uniqueCount } from '@astrolabe/node';
import { astrolabe } from '@astrolabe/node/express';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PHONE = '447700900123';

let isolated: IsolatedRuntime;
beforeEach(() => {
  isolated = isolatedRuntime();
});
afterEach(() => isolated.dispose());

/** The lines of `/metrics` that begin with `my_`. */
const scrape = async (): Promise<readonly string[]> => {
  const app = express();
  app.use(astrolabe());
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return page.split('\n').filter((line) => /^(# HELP )?my_/.test(line));
  } finally {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
};

describe("an owner's own metrics", () => {
  it('are on the page when they were declared and counted before the start', async () => {
    const charts = counter('my_charts_total', { kind: ['natal', 'transit'] });
    charts.inc({ kind: 'natal' });
    charts.labels({ kind: 'transit' }).inc(2);
    const cost = counter('my_cost_usd_total', {}, { help: 'What the language model has cost.' });
    cost.inc(0.1);
    cost.inc(0.2);
    const readings = gauge('my_open_readings');
    readings.inc(3);
    readings.dec();
    histogram('my_answer_tokens', {}, { edges: [100, 1_000] }).observe(512);
    uniqueCount('my_users', { feature: ['natal'] }).add({ feature: 'natal' }, PHONE);
    expect(await scrape()).toEqual([
      '# HELP my_charts_total my charts total',
      'my_charts_total{kind="natal"} 1',
      'my_charts_total{kind="transit"} 2',
      '# HELP my_cost_usd_total What the language model has cost.',
      'my_cost_usd_total 0.3',
      '# HELP my_open_readings my open readings',
      'my_open_readings 2',
      '# HELP my_answer_tokens my answer tokens',
      'my_answer_tokens_bucket{le="100"} 0',
      'my_answer_tokens_bucket{le="1000"} 1',
      'my_answer_tokens_bucket{le="+Inf"} 1',
      'my_answer_tokens_sum 512',
      'my_answer_tokens_count 1',
      '# HELP my_users my users',
      'my_users{feature="natal",day="today"} 1',
    ]);
  });

  it('show no phone number that was given in the wrong place, neither on the page nor in the log', async () => {
    const charts = counter('my_charts_total', { kind: ['natal'] });
    const users = uniqueCount('my_users', { feature: ['natal'] });
    charts.inc({ kind: PHONE } as never);
    charts.inc({ kind: 'natal' }, PHONE as never);
    users.add(PHONE as never, 'natal' as never);
    histogram('my_draw_seconds').observe(PHONE as never);
    const lines = await scrape();
    expect(lines).toContain('my_charts_total{kind="other"} 1');
    expect(lines).toContain('my_users{feature="other",day="today"} 1');
    expect(isolated.lines.filter(({ severity }) => severity === 'warn').length).toBeGreaterThanOrEqual(4);
    expect(JSON.stringify([lines, isolated.lines])).not.toContain('4477');
  });

  it('that are declared wrongly say what is wrong and what to do', () => {
    expect(() => counter('my_charts' as 'x_total')).toThrow('metric "my_charts": its name has to end with _total');
    expect(() => counter('my_charts_total', { help: 'Charts.', labels: {} } as never)).toThrow(/lists of texts/);
    expect(() => histogram('my_tokens' as 'x_seconds')).toThrow(/only durations in _seconds have some by default/);
    expect(() => gauge(undefined as never)).toThrow(/letters, digits/);
    counter('my_charts_total', { kind: ['natal'] });
    expect(() => counter('my_charts_total')).toThrow(/declare it alike, or choose another name/);
  });
});
