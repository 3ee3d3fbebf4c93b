const BYTES_PER_KIBIBYTE = 1_024;

/** What `/proc/self/status` says of this process. */
export interface ProcessStatus {
  readonly virtualBytes: number | undefined;
  readonly residentBytes: number | undefined;
  readonly dataBytes: number | undefined;
  readonly threads: number | undefined;
}

/** Source: proc_pid_status(5). Undefined without the file; a line that is missing or is no number is undefined. */
export const parseStatus = (text: string | undefined): ProcessStatus | undefined => {
  if (text === undefined) return undefined;
  const number = (field: string, unit = '') => {
    const match = new RegExp(`^${field}:\\s*(\\d+)${unit}$`, 'm').exec(text);
    return match === null ? undefined : Number(match[1]);
  };
  const bytes = (field: string) => {
    const kibibytes = number(field, ' kB');
    return kibibytes === undefined ? undefined : kibibytes * BYTES_PER_KIBIBYTE;
  };
  return {
    virtualBytes: bytes('VmSize'),
    residentBytes: bytes('VmRSS'),
    dataBytes: bytes('VmData'),
    threads: number('Threads'),
  };
};

/** The soft limit of open files in `/proc/self/limits`. Source: proc_pid_limits(5). */
export const parseMaxOpenFiles = (text: string | undefined): number | undefined => {
  const limit = /^Max open files\s+(\d+|unlimited)\s/m.exec(text ?? '')?.[1];
  if (limit === undefined) return undefined;
  return limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit);
};
