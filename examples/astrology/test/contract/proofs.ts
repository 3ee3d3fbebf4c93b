import { expect } from 'vitest';
import type { UserMessage } from 'world/platform';
import { NOW, textFrom } from './messages.ts';
import { type BotUnderTest, isReply, runBot } from './running-bot.ts';

// What a bot gets wrong most easily. Each is held to a bot that does get it wrong.

export const answersWholeBatch = async (bot: BotUnderTest): Promise<void> => {
  const { send, platform, accepted, whenIdle } = await runBot(bot);
  const [a, b, c] = ['1', '2', '3'].map((day) => textFrom(platform, `${day} April 1990`));
  await send(platform.messages([[a as UserMessage], [b as UserMessage, c as UserMessage]], NOW));
  await whenIdle();

  const answered = accepted.flatMap((each) => (each.kind === 'message' ? [each.inReplyTo] : []));
  expect(answered.sort()).toEqual([a, b, c].map((each) => each?.id).sort());
};

export const answersUsersInOrder = async (bot: BotUnderTest): Promise<void> => {
  const { send, platform, accepted, whenIdle } = await runBot(bot);
  const users = Array.from({ length: 100 }, (_, index) => String(15_550_100_000 + index));
  const rounds = ['12 April 1990', '14:30', 'Rome'].map((words) =>
    users.map((user) => textFrom(platform, words, user)),
  );
  await send(platform.messages(rounds, NOW));
  await whenIdle();

  const replies = accepted.filter((each) => each.kind === 'message');
  expect(replies).toHaveLength(300);
  for (const [index, user] of users.entries()) {
    const answered = replies.filter(({ recipient }) => recipient === user).map(({ inReplyTo }) => inReplyTo);
    expect(answered).toEqual(rounds.map((round) => round[index]?.id));
  }
};

export const answersOnce = async (bot: BotUnderTest): Promise<void> => {
  const { send, platform, accepted, whenIdle } = await runBot(bot);
  const webhook = platform.messages([[textFrom(platform, 'Hello!')]], NOW);
  const responses = await Promise.all(Array.from({ length: 20 }, () => send(webhook)));
  await whenIdle();

  expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(accepted.filter(isReply)).toHaveLength(1);
};

export const refusesUnsigned = async (bot: BotUnderTest): Promise<void> => {
  const { send, platform, accepted, whenIdle } = await runBot(bot);
  const { body } = platform.messages([[textFrom(platform, 'Hello!')]], NOW);

  expect((await send(platform.unsigned(body))).status).toBe(401);
  expect((await send(platform.unsigned(Buffer.from('{')))).status).toBe(401);
  expect((await send(platform.unsigned(Buffer.alloc(0)))).status).toBe(401);
  await whenIdle();
  expect(accepted).toEqual([]);
};
