const TRACE = '0af7651916cd43dd8448eb211c80319c';
const OTHER_TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = 'b7ad6b7169203331';
const VALID = `00-${TRACE}-${SPAN}-01`;

/** One request to the bot, and what the requests that it makes meanwhile have to carry. */
export interface Exchange {
  /** Lines of the request's head, as they are sent. */
  readonly head: readonly string[];
  /** The trace that goes on; none where a new one has to begin. */
  readonly traceId: string | undefined;
  /** The members of the caller's `tracestate` that may be passed on: in most cases there is one answer. */
  readonly passedOn: readonly (readonly string[])[];
  /** How often the bot asks another service meanwhile. */
  readonly calls: number;
  readonly isRandom: boolean;
}

const goesOn = (...head: string[]): Exchange => ({
  head,
  traceId: TRACE,
  passedOn: [[]],
  calls: 1,
  isRandom: false,
});
const beginsAnew = (...head: string[]): Exchange => ({ ...goesOn(...head), traceId: undefined, isRandom: true });
const parents = (...values: string[]): string[] => values.map((value) => `traceparent: ${value}`);
const states = (...values: string[]): string[] => values.map((value) => `tracestate: ${value}`);

const membersOf = (tracestate: string): readonly string[] => tracestate.split(',').filter(Boolean);

/** The trace goes on, with this much of a `tracestate` that came as these lines. */
const passesOn = (passedOn: string, ...lines: string[]): Exchange => ({
  ...goesOn(...parents(VALID), ...lines),
  passedOn: [membersOf(passedOn)],
});
const dropsState = (...values: string[]): Exchange => passesOn('', ...states(...values));
const thrice = (exchange: Exchange): Exchange => ({ ...exchange, calls: 3 });

const withVersion = (version: string): string => `${version}-${TRACE}-${SPAN}-01`;
const withTraceId = (traceId: string): string => `00-${traceId}-${SPAN}-01`;
const withParentId = (parentId: string): string => `00-${TRACE}-${parentId}-01`;
const withFlags = (flags: string): string => `00-${TRACE}-${SPAN}-${flags}`;
const eachAnew = (...values: string[]): Exchange[] => values.map((value) => beginsAnew(...parents(value)));
const eachGoesOn = (...values: string[]): Exchange[] => values.map((value) => goesOn(...parents(value)));

const members = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `m${from + index}=1`).join();
const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789_-*/';
/** Printable ASCII without comma and equals sign. */
const VALUE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index))
  .filter((character) => character !== ',' && character !== '=')
  .join('');
const [LONGEST_KEY, LONGEST_TENANT, LONGEST_SYSTEM] = ['k'.repeat(256), 't'.repeat(241), 's'.repeat(14)];

/**
 * Every case of W3C's validation suite for Trace Context, levels 1 and 2, by the name that it has there without `test_`
 * (source: github.com/w3c/trace-context, test/test.py, with STRICT_LEVEL=2 and SPEC_LEVEL=2).
 */
export const STRICT_CASES: Readonly<Record<string, readonly Exchange[]>> = {
  both_traceparent_and_tracestate_missing: [beginsAnew()],
  traceparent_included_tracestate_missing: [goesOn(...parents(VALID))],
  traceparent_duplicated: [beginsAnew(...parents(VALID, withTraceId(OTHER_TRACE)))],
  traceparent_header_name: [beginsAnew(`trace-parent: ${VALID}`), beginsAnew(`trace.parent: ${VALID}`)],
  traceparent_header_name_valid_casing: ['TraceParent', 'tRaCePaReNt', 'TRACEPARENT'].map((name) =>
    goesOn(`${name}: ${VALID}`),
  ),
  traceparent_version_0x00: eachAnew(`${VALID}.`, `${VALID}-and-more`),
  traceparent_version_0xcc: [
    ...eachGoesOn(withVersion('cc'), `${withVersion('cc')}-and-more`),
    ...eachAnew(`${withVersion('cc')}.and-more`),
  ],
  traceparent_version_0xff: eachAnew(withVersion('ff')),
  traceparent_version_illegal_characters: eachAnew(withVersion('.0'), withVersion('0.')),
  traceparent_version_too_long: eachAnew(withVersion('000'), withVersion('0000')),
  traceparent_version_too_short: eachAnew(withVersion('0')),
  traceparent_trace_id_all_zero: eachAnew(withTraceId('0'.repeat(32))),
  traceparent_trace_id_illegal_characters: eachAnew(
    withTraceId(`.${TRACE.slice(1)}`),
    withTraceId(`${TRACE.slice(0, -1)}.`),
  ),
  traceparent_trace_id_too_long: eachAnew(withTraceId(`${TRACE}3`)),
  traceparent_trace_id_too_short: eachAnew(withTraceId(TRACE.slice(1))),
  traceparent_parent_id_all_zero: eachAnew(withParentId('0'.repeat(16))),
  traceparent_parent_id_illegal_characters: eachAnew(
    withParentId(`.${SPAN.slice(1)}`),
    withParentId(`${SPAN.slice(0, -1)}.`),
  ),
  traceparent_parent_id_too_long: eachAnew(withParentId(`${SPAN}7`)),
  traceparent_parent_id_too_short: eachAnew(withParentId(SPAN.slice(1))),
  traceparent_trace_flags_illegal_characters: eachAnew(withFlags('.0'), withFlags('0.')),
  traceparent_trace_flags_too_long: eachAnew(withFlags('001')),
  traceparent_trace_flags_too_short: eachAnew(withFlags('1')),
  traceparent_ows_handling: eachGoesOn(` ${VALID}`, `\t${VALID}`, `${VALID} `, `${VALID}\t`, `\t ${VALID} \t`),
  tracestate_included_traceparent_missing: [beginsAnew(...states('foo=1')), beginsAnew(...states('foo=1,bar=2'))],
  tracestate_included_traceparent_included: [passesOn('foo=1,bar=2', ...states('foo=1,bar=2'))],
  tracestate_header_name: [passesOn('', 'trace-state: foo=1'), passesOn('', 'trace.state: foo=1')],
  tracestate_header_name_valid_casing: ['TraceState', 'tRaCeStAtE', 'TRACESTATE'].map((name) =>
    passesOn('foo=1', `${name}: foo=1`),
  ),
  tracestate_empty_header: [
    passesOn('', ...states('')),
    passesOn('foo=1', ...states('foo=1', '')),
    passesOn('foo=1', ...states('', 'foo=1')),
  ],
  tracestate_multiple_headers_different_keys: [
    passesOn('foo=1,bar=2,rojo=1,congo=2,baz=3', ...states('foo=1,bar=2', 'rojo=1,congo=2', 'baz=3')),
  ],
  tracestate_duplicated_keys: [['foo=1,foo=1'], ['foo=1,foo=2'], ['foo=1', 'foo=1'], ['foo=1', 'foo=2']].map(
    (values) => ({
      ...passesOn('', ...states(...values)),
      // Both may stay, and either may go.
      passedOn: [membersOf(values.join()), ['foo=1'], ['foo=2']],
    }),
  ),
  tracestate_all_allowed_characters: [`${KEY}=${VALUE}`, `${KEY}@a-z0-9_-*/=${VALUE}`].map((member) =>
    passesOn(member, ...states(member)),
  ),
  tracestate_ows_handling: [
    ...['foo=1 \t , \t bar=2, \t baz=3', 'foo=1\t \t,\t \tbar=2,\t \tbaz=3'].map((value) =>
      passesOn('foo=1,bar=2,baz=3', ...states(value)),
    ),
    ...[' foo=1', '\tfoo=1', 'foo=1 ', 'foo=1\t', '\t foo=1 \t'].map((value) => passesOn('foo=1', ...states(value))),
  ],
  tracestate_key_illegal_characters: [dropsState('foo =1'), dropsState('FOO=1'), dropsState('foo.bar=1')],
  tracestate_key_illegal_vendor_format: ['foo@', '@foo', 'foo@@bar', 'foo@bar@baz'].map((key) =>
    dropsState(`${key}=1,bar=2`),
  ),
  tracestate_member_count_limit: [
    passesOn(members(1, 32), ...states(members(1, 20), members(21, 32))),
    dropsState(members(1, 20), members(21, 33)),
  ],
  tracestate_key_length_limit: [
    ...[LONGEST_KEY, `${LONGEST_TENANT}@${LONGEST_SYSTEM}`].map((key) =>
      passesOn(`foo=1,${key}=1`, ...states('foo=1', `${key}=1`)),
    ),
    ...[`${LONGEST_KEY}k`, `${LONGEST_TENANT}t@s`, `t@${LONGEST_SYSTEM}s`].map((key) =>
      dropsState('foo=1', `${key}=1`),
    ),
  ],
  tracestate_value_illegal_characters: [dropsState('foo=bar=baz'), dropsState('foo=,bar=3')],
  multiple_requests_with_valid_traceparent: [thrice(goesOn(...parents(VALID)))],
  multiple_requests_without_traceparent: [thrice(beginsAnew())],
  multiple_requests_with_illegal_traceparent: [thrice(beginsAnew(...parents(withTraceId('0'.repeat(32)))))],
  propagates_random_flag: [{ ...goesOn(...parents(withFlags('02'))), isRandom: true }],
};
