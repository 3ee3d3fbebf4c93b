import { addedTo, spread } from '../statistics.ts';
import { fixed } from '../table.ts';

/** Of a process that has just put its middleware in place. */
export interface Reading {
  readonly elapsedMs: number;
  readonly cpuMs: number;
  readonly residentBytes: number;
  /** What was counted afterwards of one request, where that can be asked. */
  readonly counted?: number;
}

/** What Astrolabe may add to the start of a bot. */
const TARGET_MS = 40;
const TARGET_MEGABYTES = 12;
export const BYTES_PER_MEGABYTE = 1_000_000;

/**
 * What was not as it has to be, round by round. A busy machine lengthens a start and never shortens it, so the lower
 * end of the middle half is what is judged.
 */
export const complaints = (bare: readonly Reading[], own: readonly Reading[]): string[] => {
  const least = (measure: (reading: Reading) => number) =>
    spread(addedTo(bare.map(measure), own.map(measure))).lowerQuartile;
  const addedMs = least(({ elapsedMs }) => elapsedMs);
  const addedMegabytes = least(({ residentBytes }) => residentBytes / BYTES_PER_MEGABYTE);
  const off = own.find(({ counted }) => counted !== 1);
  return [
    ...(off ? [`astrolabe counted ${off.counted} of 1 request: what its start costs is not known`] : []),
    ...(addedMs > TARGET_MS ? [`${exceeding(addedMs, 'ms')}; at most ${TARGET_MS} are allowed`] : []),
    ...(addedMegabytes > TARGET_MEGABYTES
      ? [`${exceeding(addedMegabytes, 'MB')}; at most ${TARGET_MEGABYTES} are allowed`]
      : []),
  ];
};

const exceeding = (value: number, unit: string): string =>
  `astrolabe added ${fixed(value)} ${unit} or more to three of four starts`;
