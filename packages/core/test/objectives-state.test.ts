import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Objective, runtime, start } from '@astrolabe/core';
import { createManualClock, eventually, isolatedRuntime, type ManualClock } from '@astrolabe/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WALL_MS = 1_700_000_040_000;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'astrolabe-state-'));
  path = join(folder, 'astrolabe.state');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Life {
  readonly service?: string;
  readonly wallMs?: number;
  readonly within?: `${number}s`;
  readonly file?: string;
}

/** One life of a process, from its start to its stop; the state has been looked for when `work` begins. */
const live = async (
  { service = 'bot', wallMs = WALL_MS, within = '2s', file = path }: Life,
  work: (life: {
    clock: ManualClock;
    serve(good: number, bad: number): void;
    total(): number;
    coverage(): number;
  }) => void | Promise<void>,
) => {
  const clock = createManualClock(1_000, wallMs);
  const { lines, dispose } = isolatedRuntime({ clock });
  const { objectives, metrics } = runtime();
  objectives.declare('chart', { metric: 'chart_seconds', within, target: 0.95, over: '1h' });
  start(runtime(), { plugins: [], options: { serviceName: service, state: file, slo: 'none' }, environment: {} });
  const histogram = metrics.histogram('chart_seconds', { help: 'h' });
  await objectives.save();
  const window = () => objectives.window('chart', HOUR_MS);
  await work({
    clock,
    serve: (good, bad) => {
      for (let event = 0; event < good; event++) histogram.observe(0.1);
      for (let event = 0; event < bad; event++) histogram.observe(50);
    },
    total: () => window()?.total ?? Number.NaN,
    coverage: () => window()?.coverage ?? Number.NaN,
  });
  await dispose();
  return lines.map(({ line }) => line);
};
const firstLife = (life: Life = {}) =>
  live(life, ({ clock, serve }) => {
    serve(90, 10);
    clock.advance(30 * MINUTE_MS);
  });
const totalOfNextLife = async (life: Life = {}) => {
  let seen = Number.NaN;
  const lines = await live({ wallMs: WALL_MS + 30 * MINUTE_MS, ...life }, ({ total }) => {
    seen = total();
  });
  return { total: seen, lines };
};

describe('the state of objectives', () => {
  it('survives a restart, with what was not observed in between', async () => {
    expect(await firstLife()).toEqual([]);
    await live({ wallMs: WALL_MS + 40 * MINUTE_MS }, ({ clock, serve, total, coverage }) => {
      expect(total()).toBe(100);
      clock.advance(20 * MINUTE_MS);
      serve(5, 0);
      expect(total()).toBe(105);
      expect(coverage()).toBeCloseTo(50 / 60, 2);
    });
  });

  it('would be lost without the file', async () => {
    await firstLife();
    rmSync(path);
    expect(await totalOfNextLife()).toEqual({ total: 0, lines: [] });
  });

  it('is written every minute as well, as a whole and by its owner alone', async () => {
    await live({}, async ({ clock, serve }) => {
      serve(7, 0);
      const before = readFileSync(path);
      clock.advance(MINUTE_MS);
      await eventually('it is written', () => !readFileSync(path).equals(before));
      expect(gunzipSync(readFileSync(path)).toString('latin1')).toMatch(/^\{"format":"astrolabe-state","version":1,/);
    });
    expect(readdirSync(folder)).toEqual(['astrolabe.state']);
  });

  it('takes what is too old, and what lies in the future, for nothing', async () => {
    await firstLife();
    expect((await totalOfNextLife({ wallMs: WALL_MS + 5 * 24 * HOUR_MS })).total).toBe(0);
    rmSync(path);
    await firstLife();
    expect((await totalOfNextLife({ wallMs: WALL_MS - HOUR_MS })).total).toBe(0);
  });

  it('is named by the wall clock as it is when it is written', async () => {
    await live({}, ({ clock, serve }) => {
      serve(100, 0);
      clock.advance(10 * MINUTE_MS);
      clock.stepWall(-5 * HOUR_MS);
    });
    expect((await totalOfNextLife({ wallMs: WALL_MS - 5 * HOUR_MS + 10 * MINUTE_MS })).total).toBe(100);
  });

  it('is not inherited by an objective with another threshold', async () => {
    await firstLife();
    expect((await totalOfNextLife({ within: '3s' })).total).toBe(0);
  });

  it('is inherited by one that is declared soon after the start', async () => {
    await firstLife();
    const clock = createManualClock(1_000, WALL_MS + 30 * MINUTE_MS);
    const { dispose } = isolatedRuntime({ clock });
    start(runtime(), { plugins: [], options: { serviceName: 'bot', state: path, slo: 'none' }, environment: {} });
    const { objectives } = runtime();
    const declare = () => {
      objectives.declare('chart', { metric: 'chart_seconds', within: '2s', target: 0.95, over: '1h' });
      return objectives.window('chart', HOUR_MS)?.total === 100;
    };
    await eventually('it is there', declare);
    await dispose();
  });
});

describe('a file that cannot be the state', () => {
  const header = (change: object) => {
    const known = { format: 'astrolabe-state', version: 1, service: 'bot', byteOrder: 'LE', objectives: [] };
    return gzipSync(`${JSON.stringify({ ...known, ...change })}\n`);
  };
  const cases: readonly (readonly [string, string | Buffer, RegExp])[] = [
    ['text', 'not a state', /is damaged, or not one that Astrolabe has written/],
    ['empty', '', /is damaged, or not one/],
    ['something else, packed', gzipSync('{"format":"x"}\n'), /not one that Astrolabe has written/],
    ['of a later version', header({ version: 2 }), /is of version 2, and not 1/],
    ['of another service', header({ service: 'other' }), /is of another service than "bot"/],
    ['of another machine', header({ byteOrder: '??' }), /another order of bytes/],
    ['without objectives', header({ objectives: 5 }), /is damaged/],
    ['cut off', header({ objectives: [{ name: 'a', metric: 'b', withinSeconds: 2, days: [1] }] }), /is damaged/],
    ['a bomb', gzipSync(Buffer.alloc(100 * 1024 * 1024)), /is damaged/],
  ];

  it.each(cases)('because it is %s is named once, and is not replaced', async (_case, content, reason) => {
    writeFileSync(path, content);
    const { total, lines } = await totalOfNextLife();
    expect(total).toBe(0);
    expect(lines).toEqual([expect.stringMatching(reason)]);
    expect(lines[0]).toMatch(/^astrolabe: the file .* so objectives begin anew at every start; .*STATE_UNUSABLE\]$/);
    expect(readFileSync(path).equals(Buffer.from(content))).toBe(true);
  });

  it('with counts that cannot be is damaged', async () => {
    await firstLife();
    const bytes = gunzipSync(readFileSync(path));
    bytes.fill(0xff, bytes.indexOf('\n') + 1, bytes.indexOf('\n') + 5);
    writeFileSync(path, gzipSync(bytes));
    expect(await totalOfNextLife()).toEqual({ total: 0, lines: [expect.stringContaining('is damaged')] });
  });

  it('and is removed makes room for one that can', async () => {
    writeFileSync(path, 'not a state');
    await live({}, ({ serve }) => {
      serve(100, 0);
      rmSync(path);
    });
    expect((await totalOfNextLife()).total).toBe(100);
  });

  it('because its folder is missing, or it is a folder, is named once', async () => {
    const missing = await totalOfNextLife({ file: join(folder, 'gone', 'astrolabe.state') });
    expect(missing.lines).toEqual([expect.stringMatching(/cannot be used \(ENOENT\), .*; create its folder/)]);
    mkdirSync(path);
    expect((await totalOfNextLife()).lines).toEqual([expect.stringContaining('is no regular file')]);
    const within = await totalOfNextLife({ file: '/dev/null/astrolabe.state' });
    expect(within.lines).toEqual([expect.stringMatching(/ENOTDIR/)]);
  });

  it('because it may not be read or written is named, and the bot goes on', async () => {
    await firstLife();
    const before = readFileSync(path);
    chmodSync(folder, 0o755);
    chmodSync(path, 0o444);
    const { lines, total } = await asNobody(() => totalOfNextLife());
    expect(total).toBe(100);
    expect(lines).toEqual([expect.stringMatching(/cannot be used \(EACCES\)/)]);
    expect(readFileSync(path).equals(before)).toBe(true);
    chmodSync(path, 0o000);
    expect((await asNobody(() => totalOfNextLife())).total).toBe(0);
  });

  it('because another process writes it is left to that process, until it is silent', async () => {
    await firstLife();
    const other = readFileSync(path);
    rmSync(path);
    const lines = await live({}, async ({ serve }) => {
      serve(5, 0);
      for (let round = 0; round < 3; round++) {
        writeFileSync(path, other);
        await runtime().objectives.save();
        expect(readFileSync(path).equals(other)).toBe(true);
      }
      await runtime().objectives.save();
      expect(readFileSync(path).equals(other)).toBe(false);
    });
    expect(lines).toEqual([expect.stringMatching(/is written by another process as well; .*STATE_SHARED\]$/)]);
    expect((await totalOfNextLife()).total).toBe(5);
  });
});

it('a path that is not absolute is refused: an option throws, a variable is warned of', async () => {
  const { lines, dispose } = isolatedRuntime();
  const begin = (options: object, environment: Record<string, string>) =>
    start(runtime(), { plugins: [], options: { ...options }, environment });
  expect(() => begin({ state: 'astrolabe.state' }, {})).toThrow(/"state".* is not the absolute path of a file/);
  begin({}, { ASTROLABE_STATE: 'a-pasted-token', ASTROLABE_SLO: 'requests 100% 2s' });
  expect(lines.map(({ line }) => line)).toEqual([
    expect.stringMatching(/^astrolabe: ASTROLABE_SLO \(16 characters\) cannot be kept: .* no budget/),
    expect.stringMatching(/^astrolabe: ASTROLABE_STATE \(14 characters\) is not the absolute path of a file/),
  ]);
  expect(runtime().objectives.names()).toEqual(['requests']);
  const requests: Objective | undefined = runtime().instance?.contributions.objectives[0];
  expect(requests).toMatchObject({ name: 'requests', target: 0.95, withinSeconds: 2 });
  await dispose();
});

/** Root may read and write everything, so it is somebody else for a while. */
const asNobody = async <R>(work: () => Promise<R>): Promise<R> => {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
};
