import { describe, expect, it } from 'vitest';
import { inTurns } from './rounds.ts';

const measured = async (withinMs: number, rounds = 3) => {
  const order: string[] = [];
  const result = await inTurns(['ours', 'theirs'], { warmUp: 1, rounds, withinMs }, async (step, round) => {
    order.push(`${step} ${round}`);
    return round;
  });
  return { order, ...result };
};

describe('rounds', () => {
  it('take every step in each, in another order, and do not count those before', async () => {
    const { order, taken, done } = await measured(Number.POSITIVE_INFINITY);
    expect(order.slice(0, 4)).toEqual(['ours 0', 'theirs 0', 'ours 1', 'theirs 1']);
    expect(order.slice(4, 8)).toEqual(['ours 2', 'theirs 2', 'ours 3', 'theirs 3']);
    expect([...taken]).toEqual([
      ['ours', [1, 2, 3]],
      ['theirs', [1, 2, 3]],
    ]);
    expect(done).toBe(4);
  });

  it('are one that counts at least, however short the time is', async () => {
    const { taken, done } = await measured(-1);
    expect([...taken]).toEqual([
      ['ours', [1]],
      ['theirs', [1]],
    ]);
    expect(done).toBe(2);
  });
});
