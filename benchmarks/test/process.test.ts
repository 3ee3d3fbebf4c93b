import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startProcess, stopAllProcesses } from '../src/processes/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'benchmark-process-'));
const control = new URL('../servers/control.cjs', import.meta.url).pathname;

const script = (name: string, handlers: string): URL => {
  const path = join(folder, name);
  writeFileSync(path, `require(${JSON.stringify(control)}).answerParent({ ${handlers} });`);
  return pathToFileURL(path);
};

afterEach(stopAllProcesses);
afterAll(() => rmSync(folder, { recursive: true }));

describe('a process of the benchmarks', () => {
  it('answers questions, and does not see what would change the measurement', async () => {
    process.env.OTEL_TRACES_SAMPLER = 'always_off';
    const own = startProcess({
      script: script('env.cjs', 'twice: (n) => 2 * n, sampler: () => process.env.OTEL_TRACES_SAMPLER ?? "unset"'),
      cpu: 0,
    });
    expect(await own.ask('twice', 21)).toBe(42);
    expect(await own.ask('sampler')).toBe('unset');
    delete process.env.OTEL_TRACES_SAMPLER;
  });

  it('passes its errors on with its name', async () => {
    const own = startProcess({ script: script('broken.cjs', 'fail: () => { throw new Error("no"); }'), cpu: 0 });
    await expect(own.ask('fail')).rejects.toThrow('broken.cjs: no');
    await expect(own.ask('what')).rejects.toThrow('"what" is not a question of this process');
  });

  it('fails what it was asked when it ends', async () => {
    const own = startProcess({ script: script('ends.cjs', 'end: () => process.exit(3)'), cpu: 0 });
    await expect(own.ask('end')).rejects.toThrow('ends.cjs: ended (exit code 3) before it answered');
    await expect(own.ask('end')).rejects.toThrow('ends.cjs: has ended');
  });

  it('ends with the benchmark', async () => {
    const own = startProcess({ script: script('lives.cjs', 'pid: () => process.pid'), cpu: 0 });
    const pid = await own.ask<number>('pid');
    await stopAllProcesses();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});
