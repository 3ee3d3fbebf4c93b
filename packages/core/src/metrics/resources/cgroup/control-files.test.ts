import { describe, expect, it } from 'vitest';
import { coresOf, parseCpuMax, parseKeyed, parseLimit, parseNumber, parsePressure } from './control-files.js';

describe('a quota of CPU', () => {
  it.each([
    ['50000 100000\n', 0.5],
    ['250000 100000\n', 2.5],
    ['max 100000\n', undefined],
    ['0 100000\n', undefined],
    ['50000 0\n', undefined],
    ['50000\n', undefined],
    ['a lot\n', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %j is %s processors', (text, cores) => expect(parseCpuMax(text)).toBe(cores));

  it.each([
    [150_000, 100_000, 1.5],
    [-1, 100_000, undefined],
    [undefined, 100_000, undefined],
    [150_000, undefined, undefined],
  ])('of %s in %s, as version 1 has it, is %s processors', (quota, period, cores) =>
    expect(coresOf(quota, period)).toBe(cores),
  );
});

describe('a limit of memory', () => {
  it.each([
    ['536870912\n', 536_870_912],
    ['max\n', undefined],
    ['9223372036854771712\n', undefined],
    ['18446744073709551615\n', undefined],
    ['-1\n', undefined],
    ['512M\n', undefined],
    [undefined, undefined],
  ])('of %j is %s bytes', (text, bytes) => expect(parseLimit(text)).toBe(bytes));
});

describe('the other control files', () => {
  it('are numbers', () => {
    expect(parseNumber('1234567890\n')).toBe(1_234_567_890);
    expect(parseNumber('')).toBeUndefined();
    expect(parseNumber('0x10')).toBeUndefined();
  });

  it('are lines of keys and numbers; a line that is neither is passed over', () => {
    expect([...parseKeyed('oom 1\noom_kill 2\nbroken\nlate -1\n')]).toEqual([
      ['oom', 1],
      ['oom_kill', 2],
    ]);
    expect(parseKeyed(undefined).size).toBe(0);
  });

  it('are seconds of pressure, for some tasks and for all', () => {
    const line = (kind: string, total: string) => `${kind} avg10=1.50 avg60=0.00 avg300=0.00 total=${total}\n`;
    expect(parsePressure(line('some', '2500000') + line('full', '0'))).toEqual({ some: 2.5, full: 0 });
    expect(parsePressure(line('some', '1000000'))).toEqual({ some: 1, full: undefined });
    expect(parsePressure(line('some', 'none'))).toEqual({ some: undefined, full: undefined });
    expect(parsePressure(undefined)).toBeUndefined();
  });
});
