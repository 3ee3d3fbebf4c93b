import { describe, expect, it } from 'vitest';
import { NEW_SESSION, type Session } from '../src/conversation/session.ts';
import { SessionStore } from '../src/conversation/session-store.ts';

const session = (day: number): Session => ({ ...NEW_SESSION, date: { year: 1990, month: 4, day } });

describe('the sessions', () => {
  it('are kept for each user', () => {
    const store = new SessionStore();
    store.set('a', session(1));
    store.set('b', session(2));

    expect([store.get('a'), store.get('b'), store.get('c')]).toEqual([session(1), session(2), NEW_SESSION]);
  });

  it('are bounded: who was away the longest is forgotten first', () => {
    const store = new SessionStore({ capacity: 2 });
    store.set('a', session(1));
    store.set('b', session(2));
    store.set('a', session(3));
    store.set('c', session(4));

    expect(store.size).toBe(2);
    expect([store.get('a'), store.get('b'), store.get('c')]).toEqual([session(3), NEW_SESSION, session(4)]);
  });

  it('are forgotten when their time is over, whoever writes then', () => {
    let nowMs = 0;
    const store = new SessionStore({ longestMs: 1_000, nowMs: () => nowMs });
    store.set('a', session(1));
    nowMs = 999;
    expect(store.get('a')).toEqual(session(1));
    nowMs = 1_000;
    store.get('somebody else');

    expect(store.size).toBe(0);
  });
});
