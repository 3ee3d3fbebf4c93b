import { describe, expect, it } from 'vitest';
import { runBench } from './run-bench.ts';

const FEW = ['--heats', '1', '--rounds', '1', '--requests', '64', '--warm-up', '32'];

describe('bench overhead', () => {
  it('ends with one line of JSON, in which everything that was sent was counted', async () => {
    const { code, stdout } = await runBench('overhead', '--quick', '--json', '--variants', 'prom-client', ...FEW);
    expect(code).toBe(0);
    const part = {
      bareMicros: expect.any(Number),
      addedMicros: { 'prom-client': expect.any(Number) },
      sent: 192,
      counted: 192,
    };
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({ express: part, fastify: part });
  });

  it('counts the spans and the metric of OpenTelemetry where they arrive', async () => {
    const { code, stderr } = await runBench('overhead', '--frameworks', 'fastify', '--variants', 'otel', ...FEW);
    expect(stderr).not.toMatch(/counted/);
    expect(code).toBe(0);
  });

  it.each(['bare', 'astrolabe', 'prom-client', 'otel-3'])('fails and names %s when that is off', async (variant) => {
    const chosen = ['--frameworks', 'express', '--variants', variant, '--sabotage', variant];
    const { code, stderr } = await runBench('overhead', ...chosen, ...FEW);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^bench overhead: ${variant} on express counted 0 \\(\\w+\\) of 96 requests`, 'm'),
    );
  });

  it('names the benchmarks there are when asked for another', async () => {
    const { code, stderr } = await runBench('speed');
    expect(code).toBe(1);
    expect(stderr).toMatch('"speed" is none of overhead, startup, memory, scrape, record');
  });
});
