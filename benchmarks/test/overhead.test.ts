import { describe, expect, it } from 'vitest';
import { runBench } from './run-bench.ts';

const FEW = ['--heats', '1', '--rounds', '1', '--requests', '64', '--warm-up', '32'];

const lastLine = (stdout: string) => JSON.parse(stdout.trim().split('\n').at(-1) ?? '');

describe('bench overhead', () => {
  it('ends with one line of JSON, in which everything that was sent was counted', async () => {
    const { code, stdout } = await runBench('overhead', '--quick', '--json', '--variants', 'prom-client', ...FEW);
    expect(code).toBe(0);
    const part = { addedMicros: { 'prom-client': expect.any(Number) }, sent: 192, counted: 192 };
    expect(lastLine(stdout)).toEqual({
      express: expect.objectContaining(part),
      fastify: expect.objectContaining(part),
    });
  });

  it('has all spans that Astrolabe kept at the sink, at the full level', async () => {
    const chosen = ['--json', '--frameworks', 'fastify', '--variants', 'astrolabe-all-kept'];
    const { code, stdout } = await runBench('overhead', ...chosen, ...FEW);
    expect(code).toBe(0);
    expect(lastLine(stdout).fastify).toMatchObject({ level: 'full', kept: 96, exported: 96 });
  });

  it('fails when Astrolabe is at a lower level', async () => {
    const chosen = ['--json', '--frameworks', 'express', '--variants', 'astrolabe', '--lower'];
    const { code, stdout, stderr } = await runBench('overhead', ...chosen, ...FEW);
    expect(code).toBe(1);
    expect(lastLine(stdout).express).toMatchObject({ level: 'metrics' });
    expect(stderr).toMatch(/^bench overhead: astrolabe on express was at level "metrics" and not "full"/m);
  });

  it('fails when Astrolabe exports less than it keeps', async () => {
    const chosen = ['--frameworks', 'express', '--variants', 'astrolabe-all-kept', '--unsent'];
    const { code, stderr } = await runBench('overhead', ...chosen, ...FEW);
    expect(code).toBe(1);
    expect(stderr).toMatch(/: astrolabe-all-kept on express kept 96 transactions, and 0 were exported/);
  });

  it.each(['otel', 'dd-trace', 'elastic-apm', 'sentry', 'sentry-traces', 'popular-stack'])(
    'counts all that %s records where it arrives',
    async (variant) => {
      const { code, stderr } = await runBench('overhead', '--variants', variant, ...FEW);
      expect(stderr).not.toMatch(/counted|traced/);
      expect(code).toBe(0);
    },
  );

  it.each(['bare', 'astrolabe', 'prom-client', 'otel-3', 'sentry'])(
    'fails and names %s when that is off',
    async (variant) => {
      const chosen = ['--frameworks', 'express', '--variants', variant, '--sabotage', variant];
      const { code, stderr } = await runBench('overhead', ...chosen, ...FEW);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        new RegExp(`^bench overhead: ${variant} on express counted 0 \\(\\w+\\) of 96 requests`, 'm'),
      );
    },
  );

  it('names the benchmarks there are when asked for another', async () => {
    const { code, stderr } = await runBench('speed');
    expect(code).toBe(1);
    expect(stderr).toMatch('"speed" is none of overhead, startup, memory, scrape, record');
  });
});
