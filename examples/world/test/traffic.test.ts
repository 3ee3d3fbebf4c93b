import { describe, expect, it } from 'vitest';
import { fateOf } from '../src/graph/fate.ts';
import { Crowd } from '../src/users/crowd.ts';
import { Platform } from '../src/users/platform.ts';
import { Traffic } from '../src/users/traffic.ts';

const platform = new Platform({ appSecret: 'secret', verifyToken: 'verify', phoneNumberId: '1065' });

const deliveriesOf = (ticks: number) => {
  const traffic = new Traffic(platform);
  return Array.from({ length: ticks }, (_, tick) => traffic.next(tick * 10)).flat();
};

const contents = (ticks: number) =>
  deliveriesOf(ticks).flatMap(({ letters }) => letters.map(({ message }) => message.content.type));

describe('the traffic', () => {
  it('is one message a tick, a second one of those who write again, and a hundred now and then', () => {
    const ids = (ticks: number) =>
      deliveriesOf(ticks).flatMap(({ letters }) => letters.map(({ message }) => message.id));

    expect(new Set(ids(40)).size).toBe(42);
    expect(ids(40), 'two of every twenty are delivered again').toHaveLength(46);
    expect(new Set(ids(60)).size).toBe(163);
  });

  it('has every kind of webhook within a hundred ticks', () => {
    const deliveries = deliveriesOf(100);
    const posts = deliveries.filter(({ webhook }) => webhook.method === 'POST');
    const bodies = (text: string) => posts.filter(({ webhook }) => String(webhook.body) === text);
    const fates = deliveries.flatMap(({ letters }) => letters.map(({ message }) => fateOf(message.from)));
    const kinds = {
      batches: deliveries.filter(({ letters }) => letters.length === 3),
      hundreds: deliveries.filter(({ letters }) => letters.length === 100),
      unsigned: posts.filter(({ webhook }) => !('x-hub-signature-256' in webhook.headers)),
      wronglySigned: posts.filter(({ webhook }) => /0{64}$/.test(webhook.headers['x-hub-signature-256'] ?? '')),
      malformed: bodies('{"object":'),
      empty: bodies(''),
      huge: posts.filter(({ webhook }) => webhook.body.length > 3_000_000),
      stray: deliveries.filter(({ webhook }) => webhook.route !== '/webhook'),
      atOnce: deliveries.filter((each, index) => deliveries.indexOf(each) !== index),
      later: deliveries.filter(
        (each) =>
          each.letters.length > 0 &&
          deliveries.some(({ webhook, dueMs }) => webhook === each.webhook && dueMs < each.dueMs),
      ),
      undeliverable: fates.filter((fate) => fate === 'undeliverable'),
      unreachable: fates.filter((fate) => fate === 'unreachable'),
      liedTo: fates.filter((fate) => fate === 'lied to'),
    };

    expect(Object.fromEntries(Object.entries(kinds).map(([kind, found]) => [kind, found.length]))).toEqual({
      batches: 5,
      hundreds: 1,
      unsigned: 5,
      wronglySigned: 1,
      malformed: 5,
      empty: 1,
      huge: 1,
      stray: 5,
      atOnce: 5,
      later: 5,
      undeliverable: 1,
      unreachable: 1,
      liedTo: 1,
    });
  });

  it('has every type of message', () => {
    expect(new Set(contents(120))).toEqual(
      new Set(['text', 'image', 'audio', 'location', 'interactive', 'button', 'unsupported', 'reaction']),
    );
  });

  it('spreads a batch over entries and changes', () => {
    const batch = deliveriesOf(20).find(({ letters }) => letters.length === 3);
    const { entry } = JSON.parse(String(batch?.webhook.body)) as { entry: { changes: unknown[] }[] };

    expect(entry.map(({ changes }) => changes.length)).toEqual([1, 2]);
  });
});

describe('somebody in the crowd', () => {
  const bodyOf = ({ content }: ReturnType<Crowd['next']>) => (content.type === 'text' ? content.text.body : '');

  it('writes on a while after the last answer, and not before', () => {
    const crowd = new Crowd();
    const first = crowd.next(0);
    crowd.answered(first.from, 500);
    crowd.answered(first.from, 700);

    expect(crowd.next(1_600).from).not.toBe(first.from);
    const second = crowd.next(1_700);
    expect(second.from).toBe(first.from);
    expect([bodyOf(first), bodyOf(second)]).toEqual(['Hello!', '1990-01-01']);
  });

  it('writes no more when something went wrong, or nobody answers', () => {
    const crowd = new Crowd();
    const [troubled, unanswered] = [crowd.next(0), crowd.next(0)];
    crowd.leave(troubled.from);
    crowd.answered(troubled.from, 100);

    const next = [crowd.next(60_000), crowd.next(60_000)].map(({ from }) => from);
    expect(next).not.toContain(troubled.from);
    expect(next).not.toContain(unanswered.from);
  });

  it('comes out with all of it at once, or waits to be asked', () => {
    const crowd = new Crowd();
    const bodies = Array.from({ length: 10 }, () => bodyOf(crowd.next(0)));

    expect(bodies.filter((body) => body === 'Hello!')).toHaveLength(5);
    expect(bodies.filter((body) => /^I was born on \d{4}-\d\d-\d\d at \d\d:\d\d in \w/.test(body))).toHaveLength(5);
  });

  it('has said all after six messages', () => {
    const crowd = new Crowd();
    const { from } = crowd.next(0);
    const said = Array.from({ length: 5 }, (_, step) => {
      crowd.answered(from, step * 10_000);
      return crowd.next(step * 10_000 + 5_000);
    });
    crowd.answered(from, 60_000);

    expect(said.map((line) => line.from)).toEqual(Array(5).fill(from));
    expect(crowd.next(90_000).from).not.toBe(from);
  });
});
