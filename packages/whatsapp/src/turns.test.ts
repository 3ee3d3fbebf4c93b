import { createManualClock, isolatedRuntime } from '@astrolabe/core/testing';
import { describe, expect, it } from 'vitest';
import { RecentMessages } from './recent-messages.js';
import { Turns } from './turns.js';

const setUp = (timeoutMs = 10_000) => {
  const clock = createManualClock();
  const ends: string[] = [];
  const turns = new Turns({
    clock,
    timeoutMs,
    ended: ({ user }, outcome, seconds) => ends.push(`${user} ${outcome} ${seconds}`),
  });
  const { tracer } = isolatedRuntime({ clock }).runtime;
  const open = (user: string, transaction = tracer.startTransaction('request', 'x')) =>
    turns.open(user, 'text', clock.nowMs(), transaction);
  const answer = (user: string) => {
    const turn = turns.of(user);
    if (turn !== undefined) turns.answer(turn, clock.nowMs());
  };
  return { clock, ends, turns, open, answer, tracer };
};

describe('a turn', () => {
  it('lasts from the first message to the first accepted reply', () => {
    const { clock, ends, turns, open, answer } = setUp();
    open('a');
    clock.advance(500);
    open('a');
    clock.advance(700);
    answer('a');
    answer('a');
    expect(ends).toEqual(['a answered 1.2']);
    expect(turns.size).toBe(0);
  });

  it('is each user’s own', () => {
    const { clock, ends, open, answer } = setUp();
    open('a');
    clock.advance(1_000);
    open('b');
    answer('b');
    clock.advance(1_000);
    answer('a');
    expect(ends).toEqual(['b answered 0', 'a answered 2']);
  });

  it('begins anew after its reply', () => {
    const { clock, ends, open, answer } = setUp();
    open('a');
    answer('a');
    clock.advance(100);
    open('a');
    clock.advance(300);
    answer('a');
    expect(ends).toEqual(['a answered 0', 'a answered 0.3']);
  });

  it('is unanswered, exactly once, when its time is over, and a late reply changes nothing', () => {
    const { clock, ends, turns, open, answer } = setUp();
    open('a');
    clock.advance(5_000);
    open('b');
    clock.advance(5_000);
    turns.sweep();
    turns.sweep();
    answer('a');
    expect(ends).toEqual(['a unanswered 10']);
    expect(turns.size).toBe(1);
  });

  it('is unanswered by a reply that comes after its time, swept or not', () => {
    const { clock, ends, open, answer } = setUp();
    open('a');
    clock.advance(9_999);
    answer('a');
    open('b');
    clock.advance(10_000);
    answer('b');
    expect(ends).toEqual(['a answered 9.999', 'b unanswered 10']);
  });

  it('holds its transaction open until it ends', () => {
    const { clock, open, tracer, answer } = setUp();
    const transaction = tracer.startTransaction('request', 'x');
    open('a', transaction);
    transaction.root.end();
    expect(transaction.ended).toBe(false);
    answer('a');
    expect(transaction.ended).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('has never been when its only message is withdrawn', () => {
    const { ends, turns, open, tracer, answer } = setUp();
    const transaction = tracer.startTransaction('request', 'x');
    const turn = open('a', transaction);
    transaction.root.end();
    turns.withdraw(turn);
    answer('a');
    expect([ends, turns.size, transaction.ended]).toEqual([[], 0, true]);
  });

  it('goes on when one of its messages is withdrawn', () => {
    const { ends, turns, open, answer } = setUp();
    const turn = open('a');
    open('a');
    turns.withdraw(turn);
    answer('a');
    expect(ends).toEqual(['a answered 0']);
  });

  it('shows how long the oldest has waited', () => {
    const { clock, turns, open, answer } = setUp();
    expect(turns.oldestSeconds()).toBe(0);
    open('a');
    clock.advance(2_000);
    open('b');
    clock.advance(1_000);
    expect(turns.oldestSeconds()).toBe(3);
    answer('a');
    expect(turns.oldestSeconds()).toBe(1);
  });

  it('is not waited for at the end of a process that has never answered one', () => {
    const { turns, open, answer, tracer } = setUp();
    const transaction = tracer.startTransaction('request', 'x');
    open('a', transaction);
    transaction.root.end();
    turns.drain();
    expect([turns.size, transaction.ended]).toEqual([0, true]);
    open('a');
    answer('a');
    open('b');
    turns.drain();
    expect(turns.size).toBe(1);
  });

  it('of a flood of strangers does not fill the memory', () => {
    const { ends, turns, open } = setUp();
    for (let index = 0; index < 50_010; index++) open(`${index}`);
    expect([turns.size, ends.length]).toEqual([50_000, 10]);
  });
});

describe('recent messages', () => {
  it('tell the first delivery from the others', () => {
    const recent = new RecentMessages();
    expect([recent.arrive('a'), recent.arrive('a'), recent.arrive('b')]).toEqual(['first', 'duplicate', 'first']);
    recent.forget('a');
    expect(recent.arrive('a')).toBe('first');
  });

  it('tell what was not taken, each time that it comes again', () => {
    const recent = new RecentMessages();
    recent.arrive('a');
    recent.fail('a');
    expect([recent.arrive('a'), recent.arrive('a')]).toEqual(['retried', 'duplicate']);
    recent.fail('a');
    recent.fail('never seen');
    expect([recent.arrive('a'), recent.arrive('never seen')]).toEqual(['retried', 'first']);
  });

  it('forget the oldest', () => {
    const recent = new RecentMessages();
    for (let index = 0; index < 50_001; index++) recent.arrive(`${index}`);
    expect(['50000', '1', '0'].map((id) => recent.arrive(id))).toEqual(['duplicate', 'duplicate', 'first']);
  });
});
