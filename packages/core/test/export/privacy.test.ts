import type { ReadableSpan, Span } from '@astrolabe/core';
import { type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { createAttributePolicy, everything } from '../../src/export/attribute-policy.js';
import { toExportedSpan } from '../../src/export/exported-span.js';

/** What must not leave the process, in every place that a span has. */
const SECRETS = [
  '447700900123',
  '+44 7700 900123',
  'wamid.HBgMNDQ3NzAwOTAwMTIz',
  '1990-07-14',
  '05:30',
  '51.5074',
  'ada@example.org',
  'Will I marry Tom?',
  'hunter2',
];
const EVERYTHING_PERSONAL = SECRETS.join(' ');
const FOREIGN_ATTRIBUTES = {
  'url.full': `https://tom:hunter2@graph.example/447700900123/messages?q=${EVERYTHING_PERSONAL}#${EVERYTHING_PERSONAL}`,
  'url.path': '/users/447700900123/charts/1990-07-14',
  'url.query': EVERYTHING_PERSONAL,
  'http.url': 'http://geo.example/51.5074,-0.1278?born=1990-07-14',
  'http.target': `/x?${EVERYTHING_PERSONAL}`,
  'http.request.header.authorization': 'Bearer hunter2',
  'db.statement': `SELECT * FROM users WHERE phone = '447700900123' AND question = 'Will I marry Tom?'`,
  'db.query.text': `SELECT '447700900123', 'Will I marry Tom?'`,
  'db.query.parameter.0': '447700900123',
  'gen_ai.prompt': 'Will I marry Tom?',
  'gen_ai.input.messages': EVERYTHING_PERSONAL,
  'messaging.message.id': '447700900123',
  'enduser.id': '447700900123',
  'client.address': '203.0.113.9',
  'user_agent.original': EVERYTHING_PERSONAL,
  'exception.message': EVERYTHING_PERSONAL,
  'chart.question': 'Will I marry Tom?',
  'chart.note': EVERYTHING_PERSONAL,
  'chart.birthDate': '1990',
  'chart.latitude': 51.5074,
  'chart.x': 51.5074,
  'chart.owner': 447_700_900_123,
  'chart.list': ['447700900123', 'Will I marry Tom?'],
  'key 447700900123': 'x',
};

let isolated: IsolatedRuntime;
afterEach(() => isolated.dispose());

/** A span that has all of it everywhere. */
const hostileSpan = (scope?: { name: string }): Span => {
  isolated = isolatedRuntime();
  const transaction = isolated.runtime.tracer.startTransaction('task', 'reading');
  const span = transaction.startSpan(`chart of ${EVERYTHING_PERSONAL}`);
  if (scope !== undefined) span.scope = scope;
  span.setAttributes(FOREIGN_ATTRIBUTES);
  const error = new Error(`${EVERYTHING_PERSONAL}\n    at ${EVERYTHING_PERSONAL} (/x.js:1:1)`);
  span.recordException(error);
  span.addEvent(`wrote ${EVERYTHING_PERSONAL}`, FOREIGN_ATTRIBUTES);
  span.addEvent('exception', { 'exception.type': EVERYTHING_PERSONAL, 'exception.stacktrace': String(error.stack) });
  span.addLink({ context: span.spanContext(), attributes: FOREIGN_ATTRIBUTES });
  span.setStatus({ code: 2, message: EVERYTHING_PERSONAL });
  span.end();
  return span;
};
const RESOURCE = { attributes: { 'service.name': 'astrology-bot' } };
const leaked = (span: ReadableSpan): string[] => {
  const text = JSON.stringify([span, span.spanContext()]);
  return SECRETS.filter((secret) => text.includes(secret));
};

describe.each([
  ["the bot's own span", undefined],
  ["a span of somebody's instrumentation", { name: '@opentelemetry/instrumentation-pg' }],
])('of %s that is full of personal data', (_whose, scope) => {
  it('nothing personal leaves the process', () => {
    expect(leaked(toExportedSpan(hostileSpan(scope), RESOURCE, createAttributePolicy([])))).toEqual([]);
  });

  it('all of it would, without the policy', () => {
    expect(leaked(toExportedSpan(hostileSpan(scope), RESOURCE, everything)).length).toBeGreaterThan(6);
  });
});

describe('what is listed by the owner', () => {
  it('leaves the process without what looks personal, and nothing else does', () => {
    const policy = createAttributePolicy(['chart.*']);
    const { attributes, withheld } = policy(
      { 'chart.note': 'natal chart of 447700900123', 'other.note': 'two words', 'other.word': 'natal' },
      true,
    );
    expect(attributes).toEqual({ 'chart.note': 'natal chart of [number]', 'other.word': 'natal' });
    expect(withheld).toBe(1);
  });
});

describe('of an exception', () => {
  it('type and frames leave the process, without the message', () => {
    const span = toExportedSpan(hostileSpan(), RESOURCE, createAttributePolicy([]));
    const [exception] = span.events;
    expect(Object.keys(exception?.attributes ?? {})).toEqual(['exception.type', 'exception.stacktrace']);
    expect(exception?.attributes['exception.type']).toBe('Error');
    expect(exception?.attributes['exception.stacktrace']).toMatch(/^at hostileSpan \(.*privacy\.test\.ts:\d+:\d+\)/);
    expect(span.status).toEqual({ code: 2 });
  });
});

describe("of OpenTelemetry's conventions", () => {
  it('names, counts and addresses without secrets leave the process as they are', () => {
    const known = {
      'http.request.method': 'GET',
      'http.route': '/charts/:id',
      'http.response.status_code': 200,
      'server.address': '10.0.0.5',
      'url.full': 'https://api.example/v1/charts',
      'db.system.name': 'postgresql',
      'gen_ai.request.model': 'gpt-5-mini',
      'gen_ai.usage.input_tokens': 12_345_678,
    };
    expect(createAttributePolicy([])(known, false)).toEqual({ attributes: known, withheld: 0 });
  });

  it('a statement does, where Astrolabe has taken the literals out, and nobody else', () => {
    const statement = { 'db.query.text': 'SELECT * FROM charts WHERE id = ?' };
    const policy = createAttributePolicy([]);
    expect([policy(statement, true).attributes, policy(statement, false).attributes]).toEqual([statement, {}]);
  });
});

it('a name that would give its object another prototype is withheld and counted', () => {
  isolated = isolatedRuntime();
  const { root } = isolated.runtime.tracer.startTransaction('task', 'reading');
  root.setAttribute('__proto__', ['a', 'b']).setAttribute('chart.kind', 'natal').end();
  const { attributes, droppedAttributesCount } = toExportedSpan(root, RESOURCE, createAttributePolicy([]));
  expect([Object.entries(attributes), droppedAttributesCount]).toEqual([[['chart.kind', 'natal']], 1]);
});
