import { beforeEach, describe, expect, it } from 'vitest';
import { createManualClock, type ManualClock } from '../testing/manual-clock.js';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import { Governor } from './governor.js';
import type { Level } from './level.js';

/** A process that spends half a core, 100 transactions a second, and what the test says on Astrolabe. */
let clock: ManualClock;
let lines: readonly { readonly line: string }[];
let microsecondsAt: Record<Level, number>;
let cpuShare: number;
let rate: number;
/** Of a core, by what belongs to no transaction. */
let heldShare: number;
let governor: Governor;
let applied: Level[];

beforeEach(() => {
  clock = createManualClock();
  const recorded = recordDiagnostics();
  lines = recorded.lines;
  microsecondsAt = { full: 1, no_child_spans: 1, metrics: 1, off: 0 };
  cpuShare = 0.5;
  rate = 100;
  heldShare = 0;
  applied = [];
  const spent = { overhead: 0, cpu: 0, transactions: 0, lastMs: clock.nowMs() };
  const settle = () => {
    const seconds = (clock.nowMs() - spent.lastMs) / 1_000;
    spent.lastMs = clock.nowMs();
    spent.cpu += seconds * cpuShare;
    spent.transactions += seconds * rate;
    spent.overhead += seconds * (heldShare + (rate * microsecondsAt[governor.level]) / 1e6);
    return spent;
  };
  governor = new Governor({
    clock,
    diagnostics: recorded.diagnostics,
    readings: {
      overheadSeconds: () => settle().overhead,
      cpuSeconds: () => settle().cpu,
      activeSeconds: () => settle().cpu,
      gcSeconds: () => 0,
      transactions: () => settle().transactions,
      nowMs: () => clock.nowMs(),
    },
  });
});

const start = (budget = 0.02) => governor.govern({ budget, apply: (level) => applied.push(level) });
/** Past the time in which nothing is compiled yet. */
const govern = (budget?: number) => {
  const end = start(budget);
  after(10);
  return end;
};
const after = (seconds: number): Level => {
  for (let second = 0; second < seconds; second++) clock.advance(1_000);
  return governor.level;
};

describe('the governor', () => {
  it('records everything as long as it costs little', () => {
    govern();
    expect(after(600)).toBe('full');
    expect(applied).toEqual(['full']);
    expect(governor.cost.microseconds).toBeCloseTo(1);
    expect(governor.cost.ratio).toBeCloseTo(0.0002);
  });

  it('steps down within ten seconds, and on until it costs little', () => {
    microsecondsAt = { full: 300, no_child_spans: 250, metrics: 10, off: 0 };
    govern();
    expect(after(10)).toBe('no_child_spans');
    expect(after(10)).toBe('metrics');
    expect(after(40)).toBe('metrics');
    expect(applied).toEqual(['full', 'no_child_spans', 'metrics']);
    expect(lines.map(({ line }) => line)).toEqual([
      'astrolabe: recording goes from full to no_child_spans: it took 6.0 % of the CPU time of the process, and may take 2.0 % ' +
        '(ASTROLABE_OVERHEAD_BUDGET); 300 µs for each transaction. More is tried again in a minute [ASTROLABE_LEVEL_LOWERED]',
      'astrolabe: recording goes from no_child_spans to metrics: it took 5.0 % of the CPU time of the process, and may take 2.0 % ' +
        '(ASTROLABE_OVERHEAD_BUDGET); 250 µs for each transaction. More is tried again in a minute [ASTROLABE_LEVEL_LOWERED]',
    ]);
  });

  it('turns itself off where even that is too much', () => {
    microsecondsAt = { full: 300, no_child_spans: 300, metrics: 300, off: 0 };
    govern();
    expect(after(30)).toBe('off');
  });

  it('tries more again after a minute, and waits twice as long each time that it is too much again', () => {
    microsecondsAt = { full: 300, no_child_spans: 10, metrics: 10, off: 0 };
    govern();
    after(10);
    expect([after(59), after(1)]).toEqual(['no_child_spans', 'full']);
    expect(after(10)).toBe('no_child_spans');
    expect([after(119), after(1)]).toEqual(['no_child_spans', 'full']);
    expect(after(10)).toBe('no_child_spans');
    microsecondsAt.full = 1;
    expect([after(239), after(1)]).toEqual(['no_child_spans', 'full']);
    expect(governor.changes).toEqual({ lowered: 3, raised: 3 });
    after(600);
    microsecondsAt.full = 300;
    after(10);
    microsecondsAt.full = 1;
    expect([after(119), after(1)]).toEqual(['no_child_spans', 'full']);
  });

  it('does not judge what is not compiled yet', () => {
    microsecondsAt.full = 3_000;
    start();
    expect(after(10)).toBe('full');
    microsecondsAt.full = 1;
    expect(after(60)).toBe('full');
  });

  it('forgives one bad window', () => {
    govern();
    after(5);
    microsecondsAt.full = 300;
    after(5);
    microsecondsAt.full = 1;
    expect(after(60)).toBe('full');
  });

  it('leaves a server alone that does next to nothing in each request', () => {
    microsecondsAt.full = 19;
    rate = 5_000;
    expect(govern() && after(60)).toBe('full');
    expect(governor.cost.ratio).toBeGreaterThan(0.02);
  });

  it('leaves a process alone that does next to nothing, such as an idle one whose metrics are scraped', () => {
    microsecondsAt.full = 9_000;
    rate = 1;
    cpuShare = 0.01;
    expect(govern() && after(60)).toBe('full');
    expect(governor.cost.ratio).toBeGreaterThan(0.8);
  });

  it('steps down where something of ours keeps a process busy that has nothing to do', () => {
    heldShare = 0.05;
    rate = 0;
    govern();
    expect(after(10)).toBe('no_child_spans');
    expect(lines.map(({ line }) => line)).toEqual([expect.stringContaining('; no transaction has ended. More')]);
  });

  it('has as much room as the budget gives it', () => {
    microsecondsAt.full = 300;
    govern(0.1);
    expect(after(60)).toBe('full');
  });

  it('does what the owner chooses, whatever it costs, until the choice is given back', () => {
    microsecondsAt = { full: 300, no_child_spans: 300, metrics: 300, off: 0 };
    governor.choose('full');
    govern();
    expect(after(60)).toBe('full');
    governor.choose('off');
    expect(after(7_200)).toBe('off');
    governor.choose('auto');
    expect(applied).toEqual(['full', 'off', 'full']);
    expect(after(10)).toBe('no_child_spans');
    expect(lines[0]?.line).toBe('astrolabe: recording goes from full to off, as was chosen');
  });

  it('is off before it governs and after it', () => {
    expect(governor.level).toBe('off');
    const end = govern();
    expect(governor.level).toBe('full');
    end();
    expect(governor.level).toBe('off');
  });
});
