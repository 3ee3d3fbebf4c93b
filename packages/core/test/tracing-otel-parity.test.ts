import { type ReadableSpan, type Span, toReadableSpan } from '@astrolabe/core';
import * as api from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { expect, it } from 'vitest';
import { RegisteredApi } from './registered-api.js';

const ROUNDS = 500;
const STEPS = 12;
const STOCK_LIMITS = {
  attributeCountLimit: 4,
  attributeValueLengthLimit: 5,
  eventCountLimit: 3,
  linkCountLimit: 3,
  attributePerEventCountLimit: 2,
  attributePerLinkCountLimit: 2,
};
const LIMITS = {
  attributeCount: 4,
  attributeValueLength: 5,
  eventCount: 3,
  linkCount: 3,
  attributePerEventCount: 2,
  attributePerLinkCount: 2,
};

const NAMES = ['a', 'b', 'c', 'd', 'e', '', 'constructor', 'toString'];
const VALUES: readonly unknown[] = [
  'a',
  'abcdefghi',
  1,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  true,
  ['x', 'longlonglong', null],
  [1, undefined, 2],
  [1, 'a'],
  [[1]],
  [],
  {},
  10n,
  Symbol('x'),
  () => 1,
  new Date(0),
];
const TIMES: readonly api.TimeInput[] = [[1_800_000_000, 0], 1_800_000_000_000, new Date(1_800_000_000_001)];
const STATUSES: readonly api.SpanStatus[] = [
  { code: 0 },
  { code: 1 },
  { code: 1, message: 'x' },
  { code: 2 },
  { code: 2, message: 'm' },
];
const EXCEPTIONS: readonly unknown[] = [
  Object.assign(new Error('boom'), { stack: 'at a' }),
  Object.assign(new TypeError('x'), { code: 'EX', stack: 'at b' }),
  { message: 'M', code: 42 },
  { code: 0, name: 'Z' },
  'text',
];

type Step = (span: api.Span) => unknown;

/** The same steps each time. */
const createDice = (seed: number) => {
  let state = seed;
  const number = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
  const pick = <T>(list: readonly T[]): T => list[number(list.length)] as T;
  const attributes = () =>
    Object.fromEntries(Array.from({ length: number(5) }, () => [pick(NAMES), pick(VALUES)])) as api.Attributes;
  const link = () => ({ context: { ...REMOTE, spanId: `${number(9)}`.repeat(16) }, attributes: attributes() });
  return { pick, attributes, link };
};
const REMOTE = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };

const stepOf = ({ pick, attributes, link }: ReturnType<typeof createDice>): Step => {
  const steps: readonly (() => Step)[] = [
    () =>
      (
        (name, value) => (span) =>
          span.setAttribute(name, value)
      )(pick(NAMES), pick(VALUES) as string),
    () =>
      (
        (set) => (span) =>
          span.setAttributes(set)
      )(attributes()),
    () =>
      (
        (set) => (span) =>
          span.addEvent('event', set)
      )(attributes()),
    () =>
      (
        (set, time) => (span) =>
          span.addEvent('timed', set, time)
      )(attributes(), pick(TIMES)),
    () =>
      (
        (time) => (span) =>
          span.addEvent('timed', time)
      )(pick(TIMES)),
    () =>
      (
        (added) => (span) =>
          span.addLink(added)
      )(link()),
    () =>
      (
        (added) => (span) =>
          span.addLinks(added)
      )([link(), link()]),
    () =>
      (
        (status) => (span) =>
          span.setStatus(status)
      )(pick(STATUSES)),
    () =>
      (
        (name) => (span) =>
          span.updateName(name)
      )(pick(NAMES)),
    () =>
      (
        (exception) => (span) =>
          span.recordException(exception as Error)
      )(pick(EXCEPTIONS)),
    () => (span) => span.end(),
  ];
  return pick(steps)();
};

/** What a span says; its ids, and times that nobody has given, are its own. */
const viewOf = (span: ReadableSpan) => ({
  name: span.name,
  kind: span.kind,
  status: span.status,
  attributes: span.attributes,
  ended: span.ended,
  events: span.events.map(({ name, time, attributes, droppedAttributesCount }) => ({
    name,
    attributes: attributes ?? {},
    dropped: droppedAttributesCount ?? 0,
    // Astrolabe's times are fractions of milliseconds.
    ms: name === 'timed' ? Math.round(time[0] * 1_000 + time[1] / 1e6) : undefined,
  })),
  links: span.links.map(({ context, attributes, droppedAttributesCount }) => ({
    context,
    attributes: attributes ?? {},
    dropped: droppedAttributesCount ?? 0,
  })),
  dropped: [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
});

const registered = new RegisteredApi();

/** Takes the same random steps with a span of ours and one of the stock SDK's. */
const takeSteps = (seed: number) => {
  const dice = createDice(seed);
  const options = { kind: dice.pick([0, 1, 2, 3, 4]), attributes: dice.attributes(), links: [dice.link()], root: true };
  const provider = new BasicTracerProvider({ spanLimits: STOCK_LIMITS });
  const ours = api.trace.getTracer('parity').startSpan('span', options);
  const stock = provider.getTracer('parity').startSpan('span', options);
  for (let taken = 0; taken < STEPS; taken++) {
    const step = stepOf(dice);
    step(ours);
    step(stock);
  }
  return { ours: viewOf(toReadableSpan(ours as unknown as Span)), stock: viewOf(stock as unknown as ReadableSpan) };
};

it("a span says what the stock SDK's says after the same steps, with the same limits", () => {
  registered.runtime.tracer.transactions.limits = LIMITS;
  for (let round = 1; round <= ROUNDS; round++) {
    const { ours, stock } = takeSteps(round);
    expect(ours, `of seed ${round}`).toEqual(stock);
  }
});

it('and with one more attribute, event or link than that it does not', () => {
  for (const limit of ['attributeCount', 'attributeValueLength', 'eventCount', 'linkCount'] as const) {
    registered.runtime.tracer.transactions.limits = { ...LIMITS, [limit]: LIMITS[limit] + 1 };
    const rounds = Array.from({ length: ROUNDS }, (_, round) => takeSteps(round + 1));
    expect(() => expect(rounds.map(({ ours }) => ours)).toEqual(rounds.map(({ stock }) => stock))).toThrow();
  }
});
