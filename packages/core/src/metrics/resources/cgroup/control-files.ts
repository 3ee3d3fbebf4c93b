/**
 * The texts of control files. Sources: the kernel's "Control Group v2", "CFS Bandwidth Control", "Memory Resource
 * Controller" and "PSI". What is absent or malformed is undefined.
 */

const MICROS_PER_SECOND = 1e6;
/** Version 1 has no word for "no limit": it is the largest multiple of a page, and no machine has as much. */
const UNLIMITED = 2 ** 60;

/** A whole number of its own: `cpuacct.usage`, `memory.current`. */
export const parseNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^-?\d+\s*$/.test(text) ? Number(text) : undefined;

/** A limit of memory in bytes: `memory.max`, `memory.limit_in_bytes`. */
export const parseLimit = (text: string | undefined): number | undefined => {
  const bytes = parseNumber(text);
  return bytes === undefined || bytes < 0 || bytes >= UNLIMITED ? undefined : bytes;
};

/** `cpu.max` as a number of processors: `50000 100000` is half of one. */
export const parseCpuMax = (text: string | undefined): number | undefined => {
  const match = /^(\d+) (\d+)\s*$/.exec(text ?? '');
  return match === null ? undefined : coresOf(Number(match[1]), Number(match[2]));
};

/** A quota of a period as a number of processors; undefined without a quota, which version 1 writes as -1. */
export const coresOf = (quota: number | undefined, period: number | undefined): number | undefined =>
  quota !== undefined && period !== undefined && quota > 0 && period > 0 ? quota / period : undefined;

/** Lines of a key and a number each: `cpu.stat`, `memory.events`, `memory.oom_control`. */
export const parseKeyed = (text: string | undefined): ReadonlyMap<string, number> => {
  const values = new Map<string, number>();
  for (const line of (text ?? '').split('\n')) {
    const match = /^(\w+) (\d+)$/.exec(line);
    if (match !== null) values.set(match[1] as string, Number(match[2]));
  }
  return values;
};

/** Seconds for which some or all tasks waited so far: `cpu.pressure`, `/proc/pressure/io`. */
export interface Pressure {
  readonly some: number | undefined;
  readonly full: number | undefined;
}

export const parsePressure = (text: string | undefined): Pressure | undefined => {
  if (text === undefined) return undefined;
  const seconds = (kind: string) => {
    const total = new RegExp(`^${kind} .*\\btotal=(\\d+)$`, 'm').exec(text)?.[1];
    return total === undefined ? undefined : Number(total) / MICROS_PER_SECOND;
  };
  return { some: seconds('some'), full: seconds('full') };
};
