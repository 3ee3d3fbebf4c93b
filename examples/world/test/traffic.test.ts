import { describe, expect, it } from 'vitest';
import { Platform } from '../src/users/platform.ts';
import { Traffic } from '../src/users/traffic.ts';
import { WaitingTurns } from '../src/users/waiting-turns.ts';

const platform = new Platform({ appSecret: 'secret', verifyToken: 'verify', phoneNumberId: '1065' });

const deliveriesOf = (ticks: number) => {
  const traffic = new Traffic(platform);
  return Array.from({ length: ticks }, (_, tick) => traffic.next(tick)).flat();
};

describe('the traffic', () => {
  it('is one message a tick, each in one webhook or two', () => {
    const ids = deliveriesOf(200).flatMap(({ turns }) => turns.map(({ message }) => message.id));

    expect(new Set(ids).size).toBe(200);
    expect(ids).toHaveLength(210);
  });

  it('has every kind of webhook within twenty ticks', () => {
    const deliveries = deliveriesOf(20);
    const kinds = {
      batches: deliveries.filter(({ turns }) => turns.length === 3),
      images: deliveries.filter(({ turns }) => turns.some(({ message }) => message.content.type === 'image')),
      unsigned: deliveries.filter(
        ({ webhook }) => webhook.method === 'POST' && !('x-hub-signature-256' in webhook.headers),
      ),
      malformed: deliveries.filter(({ webhook }) => String(webhook.body) === '{"object":'),
      stray: deliveries.filter(({ webhook }) => webhook.route !== '/webhook'),
      redelivered: deliveries.filter((each, index) => deliveries.indexOf(each) !== index),
    };

    for (const [kind, found] of Object.entries(kinds)) expect(found, kind).toHaveLength(1);
  });

  it('spreads a batch over entries and changes', () => {
    const batch = deliveriesOf(20).find(({ turns }) => turns.length === 3);
    const { entry } = JSON.parse(String(batch?.webhook.body)) as { entry: { changes: unknown[] }[] };

    expect(entry.map(({ changes }) => changes.length)).toEqual([1, 2]);
  });
});

describe('those who wait', () => {
  const turn = (from: string, dueMs: number, acknowledged = true) => ({
    message: platform.createMessage(from, { type: 'text', text: { body: 'Hello!' } }),
    dueMs,
    acknowledged,
    answered: false,
  });

  it('are answered by a quote, or else the oldest message of the user', () => {
    const waiting = new WaitingTurns();
    const [first, second, other] = [turn('1', 0), turn('1', 1), turn('2', 2)];
    for (const each of [first, second, other]) waiting.add(each);

    expect(waiting.take(second.message.id, '1')).toBe(second);
    expect(waiting.take(undefined, '2')).toBe(other);
    expect(waiting.take(undefined, '1')).toBe(first);
    expect(waiting.take(first.message.id, '1')).toBeUndefined();
  });

  it('do not begin again to wait when an answered message is delivered again', () => {
    const waiting = new WaitingTurns();
    const answered = turn('1', 0);
    waiting.add(answered);
    waiting.take(undefined, '1');
    waiting.add(answered);

    expect(waiting.owed).toBe(0);
  });

  it('give up in their order, and are owed an answer only if the bot has acknowledged', () => {
    const waiting = new WaitingTurns();
    for (const each of [turn('1', 0), turn('2', 1, false), turn('3', 2)]) waiting.add(each);

    expect(waiting.owed).toBe(2);
    expect(waiting.giveUpBefore(2)).toBe(1);
    expect(waiting.owed).toBe(1);
    expect(waiting.giveUpBefore(3)).toBe(1);
  });
});
