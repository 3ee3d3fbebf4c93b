import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NOW, textFrom } from './messages.ts';
import { type BotUnderTest, isReply, runBot } from './running-bot.ts';

const BIRTH = '12 April 1990, 14:30, Rome';

/** What a bot asks a language model, and what it does without one. */
export const describeLanguageModel = (bot: BotUnderTest): void => {
  describe('the language model', () => {
    it('learns signs and houses, and nothing of the user', async () => {
      const { languageModel, asked } = await runLanguageModel(200, completion('A fine day.'));
      const { send, platform, accepted, whenIdle } = await runBot(bot, { config: { languageModel } });
      await send(platform.messages([[textFrom(platform, 'I am Ada, born 12 April 1990 at 14:30 in Rome')]], NOW));
      await whenIdle();

      expect(asked.join()).toMatch(/Sun in Aries, house 9.*ascendant in Leo/);
      expect(asked.join()).not.toMatch(/Ada|April|1990|14:30|Rome|Italy|1555/);
      expect(accepted.filter(isReply)).toHaveLength(1);
    });

    it('learns what a question is about, and not the question', async () => {
      const { languageModel, asked } = await runLanguageModel(200, completion('A fine day.'));
      const { send, platform, whenIdle } = await runBot(bot, { config: { languageModel } });
      const messages = [BIRTH, 'Will I marry Charles?'].map((words) => textFrom(platform, words));
      await send(platform.messages([messages], NOW));
      await whenIdle();

      expect(asked).toHaveLength(2);
      expect(asked[1]).toContain('about love');
      expect(asked[1]).not.toMatch(/Charles|marry/);
    });

    it('may say more than fits into a message', async () => {
      const { languageModel } = await runLanguageModel(200, completion('A fine day. '.repeat(1_000)));
      const { send, platform, accepted, whenIdle } = await runBot(bot, { config: { languageModel } });
      const message = textFrom(platform, BIRTH);
      await send(platform.messages([[message]], NOW));
      await whenIdle();

      const quoted = accepted.map((each) => (each.kind === 'message' ? each.inReplyTo : 'none'));
      expect(quoted).toEqual(['none', message.id, undefined, undefined, undefined]);
    });

    it('is not waited for longer than its deadline', async () => {
      const { languageModel } = await runSilentServer();
      const { send, platform, accepted, log, whenIdle } = await runBot(bot, {
        config: { languageModel },
        limits: { languageModelTimeoutMs: 50 },
      });
      await send(platform.messages([[textFrom(platform, BIRTH)]], NOW));
      await whenIdle();

      expect(log).toEqual([`${bot.name}: the language model failed: TimeoutError`]);
      expect(accepted.filter(isReply)).toHaveLength(1);
    });

    it.each([
      [500, '', 'the language model answered 500'],
      [200, completion(' '), 'the language model had no words'],
      [200, '{}', 'the language model had no words'],
      [200, '<html>', 'SyntaxError'],
    ])('is done without when it answers %i %j', async (status, body, reason) => {
      const { languageModel } = await runLanguageModel(status, body);
      const { send, platform, accepted, log, whenIdle } = await runBot(bot, { config: { languageModel } });
      await send(platform.messages([[textFrom(platform, BIRTH)]], NOW));
      await whenIdle();

      expect(log).toEqual([`${bot.name}: the language model failed: ${reason}`]);
      expect(accepted.filter(isReply)).toHaveLength(1);
    });
  });
};

/** A language model that takes every question, and answers none. */
const runSilentServer = () => serve(() => undefined);

/** A language model that answers with a status and a body, and keeps what it was asked. */
const runLanguageModel = async (status: number, body: string) => {
  const asked: string[] = [];
  const served = await serve(async (request, response) => {
    asked.push(await text(request));
    response.writeHead(status).end(body);
  });
  return { ...served, asked };
};

const serve = async (listener: RequestListener) => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`;
  return { languageModel: { url, apiKey: undefined, model: 'default' } };
};

const completion = (content: string) => JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] });
