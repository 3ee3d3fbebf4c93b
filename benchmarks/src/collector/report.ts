import { median } from '../statistics.ts';
import { fixed, grouped, middleHalf, table } from '../table.ts';
import type { CollectorOptions } from './options.ts';
import { ALLOWED_TIMES, type BotResult, CONTROL, type CollectorName, OUTAGES, timesOf } from './verdict.ts';

const TITLES: Readonly<Record<CollectorName, string>> = {
  healthy: 'healthy',
  'healthy too': 'healthy too (the control)',
  away: 'away: connections are refused',
  hanging: 'hanging: it never answers',
  refusing: 'refusing: it answers 503',
};

/** Milliseconds at the client, medians over the rounds. */
const latenciesOf = ({ turns }: BotResult) => ({
  p50: median(turns.map(({ p50 }) => p50)),
  p99: median(turns.map(({ p99 }) => p99)),
});

export const toTable = (results: readonly BotResult[], { requests, rate, rounds, ratio }: CollectorOptions): string => {
  const latencies = results.map((result) => {
    const { p50, p99 } = latenciesOf(result);
    const times = timesOf(results, result.collector);
    const compared = result.collector === 'healthy' ? ['', ''] : [`× ${fixed(times.median, 3)}`, middleHalf(times, 3)];
    return [TITLES[result.collector], fixed(p50, 3), fixed(p99, 3), ...compared];
  });
  const accounts = results.map(({ collector, sent, counted, kept, exported, dropped, heap }) => [
    collector,
    ...[sent, counted, kept, exported, dropped, heap.first, heap.last].map(grouped),
  ]);
  return [
    table(['collector', 'p50 ms', 'p99 ms', 'of healthy', 'middle half'], latencies),
    `At the client, at ${grouped(rate)} requests a second, of which the part ${ratio} is kept; medians of ${rounds} turns of ` +
      `${grouped(requests)} each. At most × ${ALLOWED_TIMES} is allowed.\n`,
    table(['collector', 'sent', 'counted', 'kept', 'exported', 'dropped', 'bytes after 1/3', 'at the end'], accounts),
    '',
  ].join('\n');
};

export const toJson = (results: readonly BotResult[]): string => {
  const rounded = (value: number) => Math.round(value * 1_000) / 1_000;
  const of = (collector: CollectorName) => rounded(timesOf(results, collector).median);
  const sum = (read: (result: BotResult) => number) => results.reduce((total, result) => total + read(result), 0);
  return JSON.stringify({
    p99Ms: Object.fromEntries(results.map((result) => [result.collector, rounded(latenciesOf(result).p99)])),
    p99Times: Object.fromEntries([CONTROL, ...OUTAGES].map((collector) => [collector, of(collector)])),
    heapGrown: Object.fromEntries(results.map(({ collector, heap }) => [collector, heap.last - heap.first])),
    sent: sum(({ sent }) => sent),
    counted: sum(({ counted }) => counted),
    kept: sum(({ kept }) => kept),
    exported: sum(({ exported }) => exported),
    dropped: sum(({ dropped }) => dropped),
  });
};
