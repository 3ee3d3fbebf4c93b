import { endianness } from 'node:os';
import { DayOfMinutes, MINUTES_A_DAY } from '../minute-history.js';
import { LONGEST_WINDOW_MS, type Objective } from '../objective.js';

/** What is kept of an objective. A changed threshold makes another objective of it, which inherits nothing. */
export interface KeptObjective extends Pick<Objective, 'name' | 'metric' | 'withinSeconds'> {
  readonly days: ReadonlyMap<number, DayOfMinutes>;
}

/** Why a state cannot be used; it completes the sentence "the file …". */
export class StateError extends Error {}

const FORMAT = 'astrolabe-state';
const VERSION = 1;
const BYTES_A_DAY = MINUTES_A_DAY * 10;
const LINE_FEED = 0x0a;
const MOST_DAYS = LONGEST_WINDOW_MS / 86_400_000 + 2;

interface Header {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly service: string;
  readonly byteOrder: string;
  readonly objectives: readonly (Omit<KeptObjective, 'days'> & { readonly days: readonly number[] })[];
}

/** One line of JSON that says what follows: the arrays of each day as they are in memory. */
export const encodeState = (service: string, objectives: readonly KeptObjective[]): Buffer => {
  const header: Header = {
    format: FORMAT,
    version: VERSION,
    service,
    byteOrder: endianness(),
    objectives: objectives.map(({ name, metric, withinSeconds, days }) => {
      return { name, metric, withinSeconds, days: [...days.keys()] };
    }),
  };
  const days = objectives.flatMap((objective) => [...objective.days.values()].flatMap(bytesOf));
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...days]);
};

const bytesOf = ({ good, total, coveredMs }: DayOfMinutes): Uint8Array[] =>
  [good, total, coveredMs].map(({ buffer, byteLength }) => new Uint8Array(buffer, 0, byteLength));

/** @throws StateError for what this service has not written */
export const decodeState = (bytes: Buffer, service: string): readonly KeptObjective[] => {
  const end = bytes.indexOf(LINE_FEED);
  const header = parseHeader(bytes.subarray(0, Math.max(0, end)).toString());
  if (header.version !== VERSION) throw new StateError(`is of version ${Number(header.version)}, and not ${VERSION}`);
  if (header.service !== service) throw new StateError(`is of another service than "${service}"`);
  if (header.byteOrder !== endianness()) throw new StateError('is of a machine with another order of bytes');
  if (!isWellFormed(header)) throw new StateError('is damaged');
  const days = header.objectives.reduce((sum, objective) => sum + objective.days.length, 0);
  if (bytes.length !== end + 1 + days * BYTES_A_DAY) throw new StateError('is damaged');

  let offset = end + 1;
  return header.objectives.map(({ name, metric, withinSeconds, days: numbers }) => {
    const kept = new Map<number, DayOfMinutes>();
    for (const number of numbers) {
      kept.set(number, readDay(bytes, offset));
      offset += BYTES_A_DAY;
    }
    return { name, metric, withinSeconds, days: kept };
  });
};

const parseHeader = (text: string): Header => {
  try {
    const header = JSON.parse(text) as Header | null;
    if (header?.format === FORMAT) return header;
  } catch {
    // What is no JSON is none of ours either.
  }
  throw new StateError('is not one that Astrolabe has written');
};

const isWellFormed = ({ objectives }: Header): boolean =>
  Array.isArray(objectives) &&
  objectives.every(
    (each) =>
      typeof each?.name === 'string' &&
      typeof each.metric === 'string' &&
      typeof each.withinSeconds === 'number' &&
      Array.isArray(each.days) &&
      each.days.length <= MOST_DAYS &&
      new Set(each.days).size === each.days.length &&
      each.days.every(Number.isInteger),
  );

const readDay = (bytes: Buffer, offset: number): DayOfMinutes => {
  const day = new DayOfMinutes();
  let at = offset;
  for (const array of bytesOf(day)) {
    bytes.copy(array, 0, at, at + array.length);
    at += array.length;
  }
  const { good, total, coveredMs } = day;
  if (coveredMs.some((ms) => ms > 60_000) || good.some((count, minute) => count > (total[minute] as number))) {
    throw new StateError('is damaged');
  }
  return day;
};
