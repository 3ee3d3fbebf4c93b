import { describe, expect, it } from 'vitest';
import { runBench } from './run-bench.ts';

const PROCESSES_MS = 90_000;
const SHORT_OVERHEAD = ['--heats', '1', '--rounds', '8', '--requests', '300', '--warm-up', '1000'];
const SLOW_EXPRESS = ['overhead', '--frameworks', 'express', '--variants', 'astrolabe', '--burden'];

/** Each is made to miss its target by far, so that no machine is too slow or too busy for the test. */
describe('the verdict of a benchmark is against', () => {
  it.each([
    [
      'a start without Astrolabe',
      ['startup', '--alone', '--rounds', '1', '--sabotage'],
      [/^bench startup: astrolabe counted 0 of 1 request/m],
    ],
    [
      'a start that takes too long and too much',
      ['startup', '--alone', '--rounds', '1', '--burden'],
      [
        /added \d+\.\d ms or more .*; at most 40 are allowed$/m,
        /added \d+\.\d MB or more .*; at most 12 are allowed$/m,
      ],
    ],
    ['a request that costs too much', [...SLOW_EXPRESS, ...SHORT_OVERHEAD], [/; at most 2 are allowed$/m]],
    ['a bot that keeps its requests', ['memory', '--requests', '10000', '--leak'], [/: the heap grew by [\d,]+ bytes/]],
    [
      'a bot that keeps traces and sends none',
      ['memory', '--requests', '10000', '--unsent'],
      [/: nothing was exported of [\d,]+ transactions that were kept$/m],
    ],
    [
      'a bot that is held up where its collector is away',
      ['collector', '--rounds', '3', '--requests', '1500', '--hold'],
      [/: away: the p99 was \d+\.\d+ times that with a collector or more .*; at most 1\.05 are allowed$/m],
    ],
    [
      'a bot whose queue takes all that comes',
      ['collector', '--rounds', '3', '--requests', '200', '--unbounded'],
      [/: away: [\d,]+ spans waited to be sent; at most 2,048 may$/m],
    ],
    [
      'sending that holds the event loop',
      ['export', '--rounds', '2', '--transactions', '20', '--hold'],
      [
        /: sending held the event loop for \d+\.\d\d ms or more in one slice of three rounds in four; the target is 2 ms$/m,
      ],
    ],
    [
      'a scrape that holds the event loop',
      ['scrape', '--series', '500', '--scrapes', '1', '--hold'],
      [/: astrolabe held the event loop for \d+\.\d\d ms in one slice/],
    ],
    [
      'resources that are not watched',
      ['resources', '--rounds', '1', '--seconds', '1', '--sabotage'],
      [/^bench resources: the resources were not sampled/m],
    ],
    [
      'watching that takes too much',
      ['resources', '--rounds', '1', '--seconds', '2', '--burden'],
      [/took \d+\.\d+ % of a core or more; at most 0\.0500 % are allowed$/m],
    ],
    [
      'recording that takes too long',
      ['record', '--alone', '--rounds', '1', '--times', '2000', '--burden'],
      [/: counter of two labels, series kept: [\d,]+ ns or more .*; at most 60 are allowed$/m],
    ],
    [
      'recording that records nothing',
      ['record', '--alone', '--rounds', '1', '--times', '2000', '--sabotage'],
      [/: astrolabe counted 0 of 16,000 in our_charts_total$/m],
    ],
    [
      'spans that take too long',
      ['spans', '--rounds', '1', '--times', '2000', '--burden'],
      [
        /: a child span through OpenTelemetry's API took [\d,]+ ns or more .*; the target is 300$/m,
        /: the observation of an outgoing call took [\d,]+ ns or more .*; the target is 1,000$/m,
        /: the ids of the active span took [\d,]+ ns or more .*; the target is 50$/m,
      ],
    ],
    [
      'spans that are not recorded',
      ['spans', '--rounds', '1', '--times', '2000', '--sabotage'],
      [/: spans of astrolabe: [\d,]+ of [\d,]+ were recorded$/m, /: outgoing calls: [\d,]+ of [\d,]+ were recorded$/m],
    ],
    [
      'queries that take too long to be seen',
      ['queries', '--rounds', '1', '--times', '2000', '--burden'],
      [
        /: a query of mysql2 took [\d,]+ ns or more .*; the target is 1,000$/m,
        /: a query of pg, watched took [\d,]+ ns or more .*; the target is 1,000$/m,
      ],
    ],
    [
      'queries that are not seen',
      ['queries', '--rounds', '1', '--times', '2000', '--sabotage'],
      [/: queries: [\d,]+ of [\d,]+ were recorded$/m, /: waits for a connection: [\d,]+ of [\d,]+ were recorded$/m],
    ],
  ] as const)(
    '%s',
    async (_what, flags, complaints) => {
      const { code, stderr } = await runBench(...flags);
      for (const complaint of complaints) expect(stderr).toMatch(complaint);
      expect(code).toBe(1);
    },
    PROCESSES_MS,
  );
});
