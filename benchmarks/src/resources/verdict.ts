import type { Spread } from '../statistics.ts';
import { fixed } from '../table.ts';

export interface ResourcesResult {
  /** Whether the resources had been sampled before the cost was measured. */
  readonly sampled: boolean;
  /** Share of a core that watching adds to a bot that waits. */
  readonly watching: Spread;
  /** Microseconds of CPU that a scrape takes to read what is watched. */
  readonly readMicros: number;
  /** Microseconds of CPU that one collection of garbage takes longer. */
  readonly collectionMicros: Spread;
}

/** Of a core. */
const TARGET = 0.000_5;
const SCRAPE_EVERY_SECONDS = 15;

/** Of a core, when Prometheus comes by every 15 s. */
export const scrapeShare = (readMicros: number): number => readMicros / 1e6 / SCRAPE_EVERY_SECONDS;

/**
 * What was not as it has to be. A busy machine makes waking a process dearer and never cheaper, so the lower end of the
 * middle half is what is judged.
 */
export const complaints = ({ sampled, watching }: Pick<ResourcesResult, 'sampled' | 'watching'>): string[] => {
  if (!sampled) return ['the resources were not sampled: what they cost is not known'];
  const share = watching.lowerQuartile;
  return share > TARGET
    ? [`watching took ${percent(share)} of a core or more; at most ${percent(TARGET)} are allowed`]
    : [];
};

export const percent = (share: number): string => `${fixed(share * 100, 4)} %`;
