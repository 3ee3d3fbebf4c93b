import { describe, expect, it } from 'vitest';
import { createHost } from './host.js';
import { parseMaxOpenFiles, parseStatus } from './process-files.js';

const STATUS = `Name:\tnode
VmPeak:\t  900000 kB
VmSize:\t  800000 kB
VmRSS:\t   64000 kB
RssAnon:\t   32000 kB
VmData:\t  150000 kB
Threads:\t11
`;

describe('the status of a process', () => {
  it('is in bytes, and in threads', () => {
    expect(parseStatus(STATUS)).toEqual({
      virtualBytes: 819_200_000,
      residentBytes: 65_536_000,
      dataBytes: 153_600_000,
      threads: 11,
    });
  });

  it('lacks what the file lacks, or has in other words', () => {
    expect(parseStatus('VmRSS:\tmany kB\nVmSize:\t12\nThreads:\t3\n')).toEqual({
      virtualBytes: undefined,
      residentBytes: undefined,
      dataBytes: undefined,
      threads: 3,
    });
  });

  it('is unknown without the file', () => {
    expect(parseStatus(undefined)).toBeUndefined();
    expect(parseStatus(createHost('/nowhere').read('/proc/self/status'))).toBeUndefined();
  });
});

describe('the limit of open files', () => {
  const limits = (soft: string) => `Limit                     Soft Limit           Hard Limit           Units     
Max processes             95000                95000                processes 
Max open files            ${soft.padEnd(21)}524288               files     
`;

  it('is the soft one', () => expect(parseMaxOpenFiles(limits('1024'))).toBe(1_024));
  it('may be none', () => expect(parseMaxOpenFiles(limits('unlimited'))).toBe(Number.POSITIVE_INFINITY));
  it.each([undefined, '', 'Max open files', limits('some')])('is unknown in %j', (text) =>
    expect(parseMaxOpenFiles(text)).toBeUndefined(),
  );
});
