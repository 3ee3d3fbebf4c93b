import { type Answerer, type InboundMessage, unmeasured } from 'astrology';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Mailbox } from '../src/queue/mailbox.ts';
import { createPseudonym } from '../src/queue/pseudonyms.ts';
import { jobOptions } from '../src/queue/reply-job.ts';
import { createReplyProcessor } from '../src/queue/reply-processor.ts';
import { isRedisInstalled, startRedis } from './redis-server.ts';

const message = (id: string): InboundMessage => ({
  id,
  sender: { to: '15550100001' },
  type: 'text',
  text: `text of ${id}`,
  location: undefined,
});

const openMailbox = async (nowMs?: () => number) => {
  const { url } = await startRedis();
  const redis = new Redis(url);
  onTestFinished(() => redis.disconnect());
  return new Mailbox(redis, createPseudonym('key'), nowMs);
};

describe('a pseudonym', () => {
  it('is the same for the same key alone, and does not show what it is of', () => {
    const pseudonym = createPseudonym('key')('15550100001');

    expect(pseudonym).toMatch(/^[0-9a-f]{32}$/);
    expect(createPseudonym('key')('15550100001')).toBe(pseudonym);
    expect(createPseudonym('another')('15550100001')).not.toBe(pseudonym);
  });
});

describe('the job of a reply', () => {
  it.each([
    [1_000, 0, 1_000],
    [1_000, 2_500, 1_000],
    [1_000, 3_400, 600],
    [1_000, 9_000, 0],
    [0, 0, 0],
  ])('with a pause of %i ms waits, after %i ms, for %i ms', (debounceMs, waitedMs, delay) => {
    expect(jobOptions('user', debounceMs, waitedMs).delay).toBe(delay);
  });
});

// Where Redis is missing, the tests of the queue say so, and fail in CI.
describe.runIf(isRedisInstalled())('the mailbox', () => {
  it('knows what is new, what waits and what is done', async () => {
    const mailbox = await openMailbox();
    const { user, delivery } = await mailbox.deliver(message('a'));
    const again = await mailbox.deliver(message('a'));
    await mailbox.take(user, [message('a')]);
    const afterwards = await mailbox.deliver(message('a'));

    expect([delivery, again.delivery, afterwards.delivery]).toEqual(['new', 'waiting', 'done']);
  });

  it('keeps the messages of a user in their order, each once, since the oldest of them', async () => {
    let nowMs = 1_000;
    const mailbox = await openMailbox(() => nowMs);
    const { user } = await mailbox.deliver(message('a'));
    nowMs = 2_000;
    const [second] = await Promise.all(['b', 'a', 'c', 'b'].map((id) => mailbox.deliver(message(id))));

    expect(await mailbox.read(user)).toEqual(['a', 'b', 'c'].map(message));
    expect(second?.waitingSinceMs).toBe(1_000);
  });

  it('leaves the messages to another worker when the answer is lost before its reply', async () => {
    const mailbox = await openMailbox();
    const { user } = await mailbox.deliver(message('a'));
    const lost: Answerer = () => Promise.reject(new Error('lost'));
    const processor = createReplyProcessor({ mailbox, measures: unmeasured, answer: lost });

    await expect(processor({ data: { user } })).rejects.toThrow('lost');
    expect(await mailbox.read(user)).toEqual([message('a')]);
  });

  it('does not answer twice when the answer is lost with its reply, and keeps what came meanwhile', async () => {
    const mailbox = await openMailbox();
    const { user } = await mailbox.deliver(message('a'));
    const lost: Answerer = async (_messages, beforeReply) => {
      await mailbox.deliver(message('b'));
      await beforeReply?.();
      throw new Error('lost');
    };
    const processor = createReplyProcessor({ mailbox, measures: unmeasured, answer: lost });

    await expect(processor({ data: { user } })).rejects.toThrow('lost');
    expect(await mailbox.read(user)).toEqual([message('b')]);
  });

  it('has nothing to answer for a user who has written nothing', async () => {
    const mailbox = await openMailbox();
    const processor = createReplyProcessor({
      mailbox,
      measures: unmeasured,
      answer: () => expect.unreachable('nothing is answered'),
    });

    await processor({ data: { user: 'nobody' } });
  });
});
