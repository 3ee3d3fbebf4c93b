import { describe, expect, it } from 'vitest';
import { type RecentTransaction, RecentTransactions } from './recent-transactions.js';

const transaction = (traceId: string): RecentTransaction => ({
  traceId,
  kind: 'task',
  name: 'reading',
  reason: 'sample',
  startedAtMs: 0,
  durationMs: 1,
  spans: [],
});
const idsOf = (recent: RecentTransactions) => recent.list().map(({ traceId }) => traceId);

describe('the latest transactions', () => {
  it('come first, and the oldest make place', () => {
    const recent = new RecentTransactions(2, 1_000);
    for (const traceId of ['a', 'b', 'c']) recent.add(transaction(traceId), 10);
    expect([idsOf(recent), recent.size]).toEqual([['c', 'b'], 20]);
    expect([recent.find('b')?.traceId, recent.find('a')]).toEqual(['b', undefined]);
  });

  it('take no more than their room, however large each is', () => {
    const recent = new RecentTransactions(100, 1_000);
    for (let count = 0; count < 10_000; count++) {
      recent.add(transaction(String(count)), (count * 37) % 600);
      expect(recent.size).toBeLessThanOrEqual(1_000);
    }
    expect(recent.list().length).toBeLessThanOrEqual(100);
    expect(idsOf(recent)[0]).toBe('9999');
  });

  it('are not driven out by one that is larger than all the room', () => {
    const recent = new RecentTransactions(10, 1_000);
    recent.add(transaction('a'), 10);
    recent.add(transaction('huge'), 1_001);
    expect([idsOf(recent), recent.size]).toEqual([['a'], 10]);
  });

  it('are two megabytes and two hundred by themselves', () => {
    const recent = new RecentTransactions();
    for (let count = 0; count < 1_000; count++) recent.add(transaction(String(count)), 5_000);
    expect(recent.list()).toHaveLength(200);
    for (let count = 0; count < 1_000; count++) recent.add(transaction(String(count)), 500_000);
    expect([recent.list().length, recent.size]).toEqual([4, 2_000_000]);
  });
});
