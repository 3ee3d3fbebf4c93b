import { describe, expect, it } from 'vitest';
import { Turns } from '../src/users/turns.ts';

const at = (ms: number) => ({ dueMs: ms, sentMs: ms });
const accepted = (atMs: number, calledMs = atMs) => ({ calledMs, atMs });

describe('a turn', () => {
  it('begins with the first message and ends with the first answer', () => {
    const turns = new Turns(1_000);
    turns.open('1', at(10));
    turns.open('1', at(20));

    expect(turns.waiting).toBe(1);
    expect(turns.answer('1', accepted(30))).toMatchObject({ sentMs: 10, messages: 2 });
    expect(turns.answer('1', accepted(40))).toBeUndefined();
  });

  it('is each user’s own', () => {
    const turns = new Turns(1_000);
    turns.open('1', at(10));
    turns.open('2', at(20));

    expect(turns.answer('2', accepted(30))?.user).toBe('2');
    expect(turns.waiting).toBe(1);
  });

  it('is not ended by an answer that was sent before it began, or accepted after its time', () => {
    const turns = new Turns(1_000);
    turns.open('1', at(100));

    expect(turns.answer('1', accepted(99))).toBeUndefined();
    expect(turns.answer('1', accepted(101, 99))).toBeUndefined();
    expect(turns.answer('1', accepted(1_101))).toBeUndefined();
    expect(turns.answer('1', accepted(1_100))).toBeDefined();
  });

  it('has never been when all of its messages were refused', () => {
    const turns = new Turns(1_000);
    const turn = turns.open('1', at(10));
    turns.open('1', at(20));
    turns.withdraw(turn);
    expect(turns.waiting).toBe(1);
    turns.withdraw(turn);

    expect(turns.waiting).toBe(0);
    expect(turns.giveUp(5_000)).toBe(0);
  });

  it('is given up once', () => {
    const turns = new Turns(1_000);
    turns.open('1', at(10));
    turns.open('2', at(600));

    expect(turns.giveUp(1_010)).toBe(0);
    expect(turns.giveUp(1_011)).toBe(1);
    expect(turns.giveUp(1_500)).toBe(0);
    expect(turns.giveUp(2_000)).toBe(1);
  });
});
