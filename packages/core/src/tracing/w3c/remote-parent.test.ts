import { describe, expect, it } from 'vitest';
import { findTraceparent, readRemoteParent } from './remote-parent.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const VALID = `00-${TRACE}-b7ad6b7169203331-01`;
const OTHER = `00-${TRACE}-00f067aa0ba902b7-01`;

const stateOf = (...headers: string[]) => readRemoteParent(headers)?.tracestate?.serialize();

describe('a remote parent', () => {
  it('is found among raw headers, whatever the case of their names', () => {
    expect(findTraceparent(['Host', 'x', 'TraceParent', 'y'])).toBe('y');
    expect(findTraceparent(['Host', 'traceparent'])).toBeUndefined();
    expect(findTraceparent([])).toBeUndefined();
    expect(stateOf('TRACEPARENT', VALID, 'TraceState', 'foo=1')).toBe('foo=1');
  });

  it.each([
    ['twice the same', [VALID, VALID]],
    ['two different ones', [VALID, OTHER]],
    ['a good one and a bad one', [VALID, 'x']],
  ])('is none where traceparent was sent twice: %s', (_case, values) => {
    expect(readRemoteParent(values.flatMap((value) => ['traceparent', value]))).toBeUndefined();
    expect(readRemoteParent(['traceparent', VALID])?.traceId).toBe(TRACE);
  });

  it.each([
    ['trace-parent', 'trace-state'],
    ['trace.parent', 'trace.state'],
    ['trace_parent', 'trace_state'],
  ])('is not looked for under the name %s', (traceparent, tracestate) => {
    expect(readRemoteParent([traceparent, VALID])).toBeUndefined();
    expect(stateOf('traceparent', VALID, tracestate, 'foo=1')).toBeUndefined();
  });

  it('is none without a traceparent, whatever tracestate says', () => {
    expect(readRemoteParent(['tracestate', 'foo=1'])).toBeUndefined();
    expect(readRemoteParent(['traceparent', 'x', 'tracestate', 'foo=1'])).toBeUndefined();
  });

  it('stays when its tracestate cannot be read', () => {
    const parent = readRemoteParent(['traceparent', VALID, 'tracestate', 'FOO=1']);
    expect([parent?.traceId, parent?.tracestate]).toEqual([TRACE, undefined]);
    expect(readRemoteParent(VALID)?.tracestate).toBeUndefined();
  });

  it.each([
    ['in their order', ['foo=1,bar=2', 'baz=3'], 'foo=1,bar=2,baz=3'],
    ['an empty one first', ['', 'foo=1'], 'foo=1'],
    ['an empty one last', ['foo=1', ''], 'foo=1'],
    ['the same key in both', ['foo=1', 'foo=2'], 'foo=1'],
    ['one that cannot be read', ['foo=1', 'FOO=2'], undefined],
    ['33 members together', [manyMembers(0, 20), manyMembers(20, 33)], undefined],
  ])('has one tracestate of several headers: %s', (_case, values, together) => {
    expect(stateOf('traceparent', VALID, ...values.flatMap((value) => ['tracestate', value]))).toBe(together);
  });
});

function manyMembers(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, index) => `k${from + index}=1`).join();
}
