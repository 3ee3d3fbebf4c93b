import { describe, expect, it } from 'vitest';
import { createNodeBot, type Mistakes } from './contract/node-bot.ts';
import { answersOnce, answersUsersInOrder, answersWholeBatch, refusesUnsigned } from './contract/proofs.ts';
import type { BotUnderTest } from './contract/running-bot.ts';

describe('the contract of the bots', () => {
  const PROOFS: readonly (readonly [string, Mistakes, (bot: BotUnderTest) => Promise<void>])[] = [
    ['reads the first entry only', { readsFirstEntryOnly: true }, answersWholeBatch],
    ['answers a user out of order', { answersUsersOutOfOrder: true }, answersUsersInOrder],
    ['remembers a message when it is answered', { remembersTooLate: true }, answersOnce],
    ['believes anybody', { believesAnybody: true }, refusesUnsigned],
  ];

  it.each(PROOFS)('finds a bot that %s', async (_mistake, mistakes, proof) => {
    await expect(proof(createNodeBot(mistakes))).rejects.toThrow('expected');
  });

  it.each(PROOFS)('lets a bot pass that is right, and not one that %s', async (_mistake, _mistakes, proof) => {
    await proof(createNodeBot({}));
  });
});
