import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type Family, type HistogramSeries, start, type Transaction } from '@astrolabe/core';
import {
  createManualClock,
  eventually,
  type IsolatedRuntime,
  isolatedRuntime,
  type ManualClock,
} from '@astrolabe/core/testing';
import { whatsapp } from '@astrolabe/whatsapp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from './bot.js';

const USER = '447700900123';
const message = (id: string, from = USER, type = 'text') => ({ id, from, type, text: { body: 'Leo?' } });
const reply = (to = USER) => ({ messaging_product: 'whatsapp', to, type: 'text', text: { body: 'Leo.' } });
const typing = { messaging_product: 'whatsapp', status: 'read', message_id: 'a', typing_indicator: { type: 'text' } };

let isolated: IsolatedRuntime;
let clock: ManualClock;
let world: World;

beforeEach(() => {
  clock = createManualClock();
  isolated = isolatedRuntime({ clock });
});
afterEach(async () => {
  world.close();
  await isolated.dispose();
});

const begin = async (answer: Parameters<typeof openWorld>[0], environment: Record<string, string> = {}) => {
  start(isolated.runtime, { plugins: [whatsapp()], options: {}, environment });
  world = await openWorld(answer);
};
const family = (name: string) => isolated.runtime.metrics.family(name) as Family;
/** Values, or counts, by labels. */
const read = (name: string): Record<string, number> =>
  Object.fromEntries(
    [...family(name).series()].map(({ labels, value }) => [
      labels.map(([, label]) => label).join(' '),
      typeof value === 'number' ? value : value.count,
    ]),
  );
const series = (name: string) => [...family(name).series()][0]?.value as HistogramSeries;
const pending = () => read('whatsapp_pending_replies')[''];

describe.each(['fetch', 'http'] as const)('a reply sent with %s', (way) => {
  it('ends the turn when the platform has accepted it, long after the acknowledgement', async () => {
    await begin((_body, response) => {
      clock.advance(3);
      response.end();
    });
    expect(await world.deliver(message('a'))).toBe(200);
    expect(pending()).toBe(1);
    clock.advance(1_200);
    await world.send[way](reply());
    expect(read('whatsapp_reply_seconds')).toEqual({ 'text answered': 1 });
    expect(series('whatsapp_reply_seconds').sum).toBeCloseTo(1.203, 9);
    expect(series('whatsapp_ack_seconds').sum).toBeCloseTo(0.003, 9);
    expect(pending()).toBe(0);
    expect(read('whatsapp_events_total')).toEqual({ 'message accepted': 1 });
  });

  it('counts from the first message, however many parts and messages there are', async () => {
    await begin((_body, response) => response.end());
    await world.deliver(message('a'));
    await world.deliver(message('b'));
    for (const _part of [1, 2, 3]) await world.send[way](reply(`+${USER}`));
    expect(read('whatsapp_reply_seconds')).toEqual({ 'text answered': 1 });
    expect(read('whatsapp_events_total')).toEqual({ 'message accepted': 2 });
  });

  it('is none of a message that came after it was sent: it is a later part of the answer before', async () => {
    await begin((_body, response) => response.end());
    await world.deliver(message('a'));
    await world.send[way](reply());
    let accept = () => {};
    world.graphDelay = new Promise((resolve) => {
      accept = resolve;
    });
    const secondPart = world.send[way](reply());
    await eventually('the second part is on its way', () => world.graphCalls === 2);
    clock.advance(10);
    await world.deliver(message('b'));
    accept();
    await secondPart;
    expect(pending()).toBe(1);
    clock.advance(10);
    await world.send[way](reply());
    expect([pending(), read('whatsapp_reply_seconds')]).toEqual([0, { 'text answered': 2 }]);
  });

  it('is none when it is a typing indicator, or refused by the platform', async () => {
    await begin((_body, response) => response.end());
    await world.deliver(message('a'));
    await world.send[way](typing);
    world.graphStatus = 500;
    await world.send[way](reply());
    expect([pending(), read('whatsapp_reply_seconds')]).toEqual([1, {}]);
    world.graphStatus = 200;
    await world.send[way](reply());
    expect(pending()).toBe(0);
  });

  // Node 22 has no channel for the body of an answer to fetch.
  it.skipIf(way === 'fetch' && process.versions.node.startsWith('22.'))(
    'is none when a 200 carries an error',
    async () => {
      await begin((_body, response) => response.end());
      await world.deliver(message('a'));
      world.graphBody = '{"error":{"code":1,"message":"+447700900123"}}';
      await world.send[way](reply());
      expect([pending(), read('whatsapp_reply_seconds')]).toEqual([1, {}]);
      world.graphBody = 'OK';
      await world.send[way](reply());
      await eventually('the turn has ended', () => pending() === 0);
    },
  );

  it('ends the turn of the user it is for, and of no other', async () => {
    await begin((_body, response) => response.end());
    await world.deliver(message('a', '1'), message('b', '2'), message('c', '3', 'image'));
    await world.send[way](reply('3'));
    expect([pending(), read('whatsapp_reply_seconds')]).toEqual([2, { 'image answered': 1 }]);
  });

  it('is the user’s under another form of the number, when it is sent in the course of the turn', async () => {
    await begin(async (_body, response, { send }) => {
      response.end();
      await send[way](reply('15550001111'));
      replies.push(pending() ?? 0);
      await send[way](reply('525512345678'));
      replies.push(pending() ?? 0);
    });
    const replies: number[] = [];
    await world.deliver(message('a', '5215512345678'));
    await eventually('both are sent', () => replies.length === 2);
    expect(replies).toEqual([1, 0]);
    await world.deliver(message('b', '5215512345678'));
    await eventually('the next turn is over', () => replies.length === 4);
    await world.deliver(message('c', '5215599999999'));
    await eventually('no turn of another user is', () => replies.length === 6);
    expect(replies.slice(4)).toEqual([1, 1]);
  });

  it('may come before the acknowledgement', async () => {
    await begin(async (_body, response, { send }) => {
      await send[way](reply());
      response.end();
    });
    await world.deliver(message('a'));
    await eventually('it is counted', () => read('whatsapp_events_total')['message accepted'] === 1);
    expect(read('whatsapp_reply_seconds')).toEqual({ 'text answered': 1 });
  });
});

describe('a delivery', () => {
  it('that comes again is a duplicate, also at the same moment', async () => {
    await begin((_body, response) => response.end());
    await Promise.all(Array.from({ length: 10 }, () => world.deliver(message('a'))));
    await world.deliver(message('a'), message('b'));
    expect(read('whatsapp_events_total')).toEqual({ 'message accepted': 2, 'message duplicate': 10 });
    expect(read('whatsapp_duplicates_total')).toEqual({ '': 10 });
    await world.send.fetch(reply());
    expect(read('whatsapp_reply_seconds')).toEqual({ 'text answered': 1 });
  });

  it('that the bot refuses opens no turn: anybody may have sent it', async () => {
    let status = 401;
    await begin((_body, response) => response.writeHead(status).end());
    await world.deliver(message('a'));
    await eventually('it is counted', () => read('whatsapp_events_total')['message rejected'] === 1);
    expect(pending()).toBe(0);
    status = 200;
    await world.deliver(message('a'));
    expect(pending()).toBe(1);
    expect(read('whatsapp_events_total')).toEqual({ 'message rejected': 1, 'message accepted': 1 });
  });

  it('that the bot fails on keeps its user waiting from the first time, and comes again', async () => {
    let status = 500;
    await begin((_body, response) => response.writeHead(status).end());
    await world.deliver(message('a'));
    await eventually('it is over', () => isolated.runtime.httpServer.active === 0);
    const waited = pending();
    clock.advance(20);
    status = 200;
    await world.deliver(message('a'));
    await world.send.fetch(reply());
    expect([waited, read('whatsapp_reply_seconds')]).toEqual([1, { 'text answered': 1 }]);
    expect(series('whatsapp_reply_seconds').sum).toBeCloseTo(0.02, 9);
    expect(read('whatsapp_duplicates_total')).toEqual({ '': 0 });
  });

  it('that comes again after the turn has ended opens none: unanswered is counted once, and no reply is quick', async () => {
    let status = 500;
    await begin((_body, response) => response.writeHead(status).end(), { ASTROLABE_REPLY_TIMEOUT: '1s' });
    for (let delivery = 0; delivery < 3; delivery++) {
      await world.deliver(message('a'));
      await eventually('it is over', () => isolated.runtime.httpServer.active === 0);
      clock.advance(2_000);
    }
    status = 200;
    await world.deliver(message('a'));
    await world.send.fetch(reply());
    expect([pending(), read('whatsapp_unanswered_total')['']]).toEqual([0, 1]);
    expect(read('whatsapp_reply_seconds')).toEqual({ 'text unanswered': 1 });
    expect(read('whatsapp_events_total')).toEqual({ 'message accepted': 1 });
    await world.deliver(message('b'));
    await world.send.fetch(reply());
    expect(read('whatsapp_reply_seconds')).toEqual({ 'text unanswered': 1, 'text answered': 1 });
  });

  it.each([
    [401, 0, { 'message rejected': 1 }],
    [200, 1, { 'message accepted': 1 }],
    [500, 1, {}],
  ])('that is answered with %i before its body is there is judged all the same', async (status, waiting, events) => {
    await begin((_body, response) => response.end());
    const early = createServer((request, response) => {
      request.resume();
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(early, 'listening');
    const socket = connect((early.address() as AddressInfo).port, '127.0.0.1');
    const body = JSON.stringify({ entry: [{ changes: [{ value: { messages: [message('a')] } }] }] });
    socket.write(`POST /webhook HTTP/1.1\r\nhost: bot\r\ncontent-length: ${body.length}\r\n\r\n`);
    await once(socket, 'data');
    await eventually('the answer is counted', () => series('whatsapp_ack_seconds') !== undefined || status === 401);
    socket.write(`${body}GET / HTTP/1.1\r\nhost: bot\r\nconnection: close\r\n\r\n`);
    await once(socket, 'close');
    early.close();
    expect(pending()).toBe(waiting);
    expect(read('whatsapp_events_total')).toEqual(events);
  });

  it('of a reaction, a status or an error opens no turn', async () => {
    await begin((_body, response) => response.end());
    await world.deliver(message('a', USER, 'reaction'));
    await world.post(JSON.stringify({ entry: [{ changes: [{ value: { statuses: [{}, {}], errors: [{}] } }] }] }));
    expect(pending()).toBe(0);
    expect(read('whatsapp_events_total')).toEqual({ 'message accepted': 1, 'status accepted': 2, 'error accepted': 1 });
  });

  it('of a hundred messages opens a turn for each user', async () => {
    await begin((_body, response) => response.end());
    await world.deliver(...Array.from({ length: 100 }, (_, index) => message(`${index}`, `${index % 60}`)));
    expect([pending(), read('whatsapp_events_total')['message accepted']]).toEqual([60, 100]);
  });

  it.each(['', '{', '[]', 'null', '{"entry":7}', '\u0000'])('with the body %j does no harm', async (body) => {
    await begin((_body, response) => response.end());
    expect(await world.post(body)).toBe(200);
    expect([pending(), isolated.lines]).toEqual([0, []]);
  });

  it('to another address is none', async () => {
    await begin((_body, response) => response.end());
    await world.post(JSON.stringify({ entry: [{ changes: [{ value: { messages: [message('a')] } }] }] }), '/other');
    await world.post(JSON.stringify({ entry: [{ changes: [{ value: { messages: [message('b')] } }] }] }), '/webhooks');
    expect([pending(), read('whatsapp_events_total')]).toEqual([0, {}]);
  });

  it('is found where the variable says', async () => {
    await begin((_body, response) => response.end(), { WHATSAPP_WEBHOOK_PATH: '/meta/hook' });
    await world.post(
      JSON.stringify({ entry: [{ changes: [{ value: { messages: [message('a')] } }] }] }),
      '/meta/hook?x=1',
    );
    expect(pending()).toBe(1);
  });
});

describe('a user who is never answered', () => {
  it('is counted once, and no longer waits', async () => {
    await begin((_body, response) => response.end(), { ASTROLABE_REPLY_TIMEOUT: '1s' });
    await world.deliver(message('a'), message('b'));
    clock.advance(900);
    expect(read('whatsapp_oldest_pending_seconds')['']).toBe(0.9);
    clock.advance(350);
    await world.send.fetch(reply());
    expect(read('whatsapp_reply_seconds')).toEqual({ 'text unanswered': 1 });
    expect([pending(), read('whatsapp_unanswered_total')['']]).toEqual([0, 1]);
  });
});

describe('of turns, with an even sample of none', () => {
  const NO_SAMPLE = { ASTROLABE_TRACE_RATIO: '0' };
  /** The reasons of those that are kept of one turn that is answered after so many milliseconds, or never. */
  const keptAfter = async (ms: number, environment: Record<string, string>): Promise<readonly string[]> => {
    await begin((_body, response) => response.end(), { ...NO_SAMPLE, ...environment });
    const reasons: string[] = [];
    isolated.runtime.recorder.exportTo({
      name: 'test',
      export: (transaction, reason) => reasons.push(`${transaction.statusCode} ${reason}`),
      flush: () => Promise.resolve(),
    });
    await world.deliver(message('a'));
    clock.advance(ms);
    if (pending() === 1) await world.send.http(reply());
    expect(pending()).toBe(0);
    await eventually('it is over', () => isolated.runtime.tracer.open === 0);
    return reasons;
  };

  it.each<[string, number, Record<string, string>, readonly string[]]>([
    ['a slow one is kept, though it was acknowledged at once', 2_100, {}, ['200 slow']],
    ['a quick one is not', 1_900, {}, []],
    ['one that is never answered is', 130_000, {}, ['200 slow']],
    ['and so it is where the threshold is longer', 1_300, { ASTROLABE_REPLY_TIMEOUT: '1s' }, ['200 slow']],
    ['none is without an objective that says what slow is', 130_000, { ASTROLABE_SLO: 'none' }, []],
  ])('%s', async (_what, ms, environment, expected) => {
    expect(await keptAfter(ms, environment)).toEqual(expected);
  });
});

it('nobody’s number, name or text is in a label, a line or a span', async () => {
  await begin((_body, response) => response.end());
  const spans: unknown[] = [];
  const transactionEnded = (transaction: Transaction) => {
    for (const { name, attributes, exception } of [transaction.root, ...transaction.spans]) {
      spans.push([transaction.name, name, attributes, String(exception)]);
    }
  };
  isolated.runtime.recorder.add({ name: 'all', transactionEnded });
  await world.deliver(message(`wamid.${Buffer.from(USER).toString('base64')}`));
  await world.send.fetch(reply());
  await eventually('the turn has ended', () => pending() === 0);
  const shown = JSON.stringify([
    [...isolated.runtime.metrics.families()].map((each) => [each.name, [...each.series()].map(({ labels }) => labels)]),
    isolated.lines,
    spans,
  ]);
  expect(shown, 'what is looked through').toMatch(/answered.*POST/);
  for (const personal of [USER, Buffer.from(USER).toString('base64'), 'Leo', USER.slice(2, 9)]) {
    expect(shown).not.toContain(personal);
  }
});
