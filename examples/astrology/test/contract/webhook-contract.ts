import { describe, expect, it } from 'vitest';
import { NOW, PHONE, textFrom } from './messages.ts';
import { answersOnce, answersUsersInOrder, answersWholeBatch, refusesUnsigned } from './proofs.ts';
import { type BotUnderTest, isReply, runBot } from './running-bot.ts';

/** What a bot answers to each webhook, and what it does then. */
export const describeWebhooks = (bot: BotUnderTest): void => {
  describe('the verification of the webhook', () => {
    it('is answered with the challenge, as plain text', async () => {
      const { send, platform } = await runBot(bot);
      const response = await send(platform.verification());

      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/plain');
      expect(await response.text()).toBe('1158201444');
    });

    it.each(['?', '?hub.mode=subscribe', '?hub.mode=subscribe&hub.verify_token=verify-token', '?hub.challenge=1'])(
      'is refused without all of it: %s',
      async (query) => {
        const { url } = await runBot(bot);

        expect((await fetch(`${url}/webhook${query}`)).status).toBe(403);
      },
    );

    it('is refused with another token, or the token given twice', async () => {
      const { send, platform, url } = await runBot(bot);
      const twice = 'hub.verify_token=verify-token&hub.verify_token=x&hub.mode=subscribe&hub.challenge=1';

      expect((await send(platform.verification('another'))).status).toBe(403);
      expect((await fetch(`${url}/webhook?${twice}`)).status).toBe(403);
    });
  });

  describe('a message', () => {
    it('is acknowledged, shown as read and being answered, and answered with a quote', async () => {
      const { send, platform, accepted, whenIdle } = await runBot(bot);
      const message = textFrom(platform, '12 April 1990');

      expect((await send(platform.messages([[message]], NOW))).status).toBe(200);
      await whenIdle();
      expect(accepted).toMatchObject([
        { kind: 'read', messageId: message.id, typing: true },
        { kind: 'message', type: 'text', recipient: PHONE, inReplyTo: message.id },
      ]);
    });

    it('is acknowledged while the Graph API has not answered', async () => {
      const { promise: until, resolve: release } = Promise.withResolvers<void>();
      const { send, platform, accepted, whenIdle } = await runBot(bot, { trouble: () => ({ until }) });

      expect((await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW))).status).toBe(200);
      expect(accepted.filter(isReply)).toHaveLength(0);
      release();
      await whenIdle();
      expect(accepted.filter(isReply)).toHaveLength(1);
    });

    it('is answered wherever it is in a batch', () => answersWholeBatch(bot));

    it('is answered when it comes with hundreds of others, and in the order of each user', () =>
      answersUsersInOrder(bot));

    it('is answered once when it is delivered again, and at the same moment', () => answersOnce(bot));

    it('is answered each time when the user says the same again', async () => {
      const { send, platform, accepted, whenIdle } = await runBot(bot);
      for (let time = 0; time < 2; time++) await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
      await whenIdle();

      expect(accepted.filter(isReply)).toHaveLength(2);
    });

    it('finds no room when too much is left to do: it is to come again, and is answered then', async () => {
      const { promise: until, resolve: release } = Promise.withResolvers<void>();
      const { send, platform, accepted, whenIdle } = await runBot(bot, {
        limits: { capacity: 1 },
        trouble: () => ({ until }),
      });
      await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
      const second = platform.messages([[textFrom(platform, 'Hello?')]], NOW);
      const refused = await send(second);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);

      release();
      await whenIdle();
      expect((await send(second)).status).toBe(200);
      await whenIdle();
      expect(accepted.filter(isReply)).toHaveLength(2);
    });
  });

  describe('a webhook that is not a message', () => {
    it('is acknowledged and nothing more: statuses', async () => {
      const { send, platform, accepted, whenIdle } = await runBot(bot);
      const status = { id: 'wamid.AAAA', recipient: PHONE, status: 'delivered' } as const;

      expect((await send(platform.statuses([status], NOW))).status).toBe(200);
      await whenIdle();
      expect(accepted).toEqual([]);
    });

    it('is refused unsigned, whatever it holds', () => refusesUnsigned(bot));

    it('is refused when it was changed on its way', async () => {
      const { send, platform } = await runBot(bot);
      const webhook = platform.messages([[textFrom(platform, 'Hello!')]], NOW);

      expect((await send({ ...webhook, body: Buffer.concat([webhook.body, Buffer.from(' ')]) })).status).toBe(401);
    });

    it.each(['', '{', 'null', '[]', '3', '"text"', '\u0000'])(
      'is refused signed, but no JSON object: %j',
      async (text) => {
        const { send, platform } = await runBot(bot);

        expect((await send(platform.signed(Buffer.from(text)))).status).toBe(400);
      },
    );

    it('is refused when it is too large, compressed or of another kind', async () => {
      const { send, platform, url } = await runBot(bot);
      const huge = platform.signed(Buffer.alloc(3 * 1024 * 1024 + 1, ' '));
      const compressed = platform.signed(Buffer.from('{}'));

      expect((await send(huge)).status).toBe(413);
      expect(
        (await send({ ...compressed, headers: { ...compressed.headers, 'content-encoding': 'gzip' } })).status,
      ).toBe(415);
      expect((await fetch(`${url}/webhook`, { method: 'PUT' })).status).toBe(404);
    });

    it('may be as large as the platform makes them', async () => {
      const { send, platform } = await runBot(bot);
      const large = Buffer.from(JSON.stringify({ entry: [], padding: 'x'.repeat(2_900_000) }));

      expect((await send(platform.signed(large))).status).toBe(200);
    });
  });
};
