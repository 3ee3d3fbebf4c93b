import { describe, expect, it } from 'vitest';
import { formatTraceparent, parseTraceparent } from './traceparent.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const VALID = `00-${TRACE}-${SPAN}-01`;

describe('a traceparent', () => {
  it.each([
    ['version 00', VALID],
    ['spaces and tabs around it', `\t ${VALID} \t`],
    ['the version cc', `cc-${TRACE}-${SPAN}-01`],
    ['a future version with more behind the flags', `cc-${TRACE}-${SPAN}-01-what-the-future-holds`],
    ['a future version with a dash alone behind the flags', `cc-${TRACE}-${SPAN}-01-`],
    ['flags of which most are unknown', `00-${TRACE}-${SPAN}-f9`],
  ])('is read: %s', (_case, header) => {
    expect(parseTraceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN, sampled: true, random: false });
  });

  it.each([
    ['nothing', ''],
    ['the version ff', `ff-${TRACE}-${SPAN}-01`],
    ['version 00 with more behind the flags', `${VALID}-what-the-future-holds`],
    ['version 00 with a dash behind the flags', `${VALID}-`],
    ['a future version with more that no dash parts', `cc-${TRACE}-${SPAN}-01.what`],
    ['a version with a full stop', `.0-${TRACE}-${SPAN}-01`],
    ['a version in upper case', `CC-${TRACE}-${SPAN}-01`],
    ['a version that is too long', `000-${TRACE}-${SPAN}-01`],
    ['a version that is too short', `0-${TRACE}-${SPAN}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a trace id in upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['a trace id with other characters', `00-.${TRACE.slice(1)}-${SPAN}-01`],
    ['a trace id that is too long', `00-${TRACE}0-${SPAN}-01`],
    ['a trace id that is too short', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['a parent id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['a parent id in upper case', `00-${TRACE}-${SPAN.toUpperCase()}-01`],
    ['a parent id with other characters', `00-${TRACE}-.${SPAN.slice(1)}-01`],
    ['a parent id that is too long', `00-${TRACE}-${SPAN}0-01`],
    ['a parent id that is too short', `00-${TRACE}-${SPAN.slice(1)}-01`],
    ['flags with other characters', `00-${TRACE}-${SPAN}-.0`],
    ['flags in upper case', `00-${TRACE}-${SPAN}-0A`],
    ['flags that are too long', `00-${TRACE}-${SPAN}-001`],
    ['flags that are too short', `00-${TRACE}-${SPAN}-1`],
    ['no flags', `00-${TRACE}-${SPAN}`],
    ['other white space around it', `\u00a0${VALID}`],
    ['white space within it', `00 - ${TRACE}-${SPAN}-01`],
    ['a second line', `${VALID}\nx`],
    ['two of them in one', `${VALID},${VALID}`],
    ['a future version that goes on for ever', `cc-${TRACE}-${SPAN}-01-${'x'.repeat(100_000)}`],
  ])('is ignored: %s', (_case, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it('tells what its flags say, and writes them as version 00', () => {
    const flags = ['00', '01', '02', '03'].map((digits) => parseTraceparent(`00-${TRACE}-${SPAN}-${digits}`));
    expect(flags.map((each) => [each?.sampled, each?.random])).toEqual([
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]);
    expect(formatTraceparent(TRACE, SPAN, true)).toBe(VALID);
    expect(formatTraceparent(TRACE, SPAN, false, true)).toBe(`00-${TRACE}-${SPAN}-02`);
  });
});
