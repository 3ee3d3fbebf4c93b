import type { Clock, Transaction } from '@astrolabe/core';
import type { MessageType } from './message-types.js';

/** One exchange with a user: the messages in, until the first reply is accepted by the platform. */
export interface Turn {
  readonly user: string;
  /** Of its first message. */
  readonly type: MessageType;
  /** When its first message came, in monotonic milliseconds. */
  readonly startMs: number;
  /** Messages that wait in it. */
  messages: number;
  /** Of its first message; open until the turn ends, which it does within its timeout. */
  readonly transaction: Transaction;
}

export type TurnOutcome = 'answered' | 'unanswered';

export interface TurnsOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Called once for each turn that ends with an answer or without one. */
  readonly ended: (turn: Turn, outcome: TurnOutcome, seconds: number) => void;
}

/** A flood of strangers must not fill the memory; the oldest of so many has waited for long. */
const MAX_PENDING = 50_000;

/** The turns that are waiting, each user's one; in the order in which they began. */
export class Turns {
  private readonly pending = new Map<string, Turn>();
  private hasAnswered = false;
  private readonly clock: Clock;
  private readonly timeoutMs: number;
  private readonly ended: TurnsOptions['ended'];

  constructor({ clock, timeoutMs, ended }: TurnsOptions) {
    this.clock = clock;
    this.timeoutMs = timeoutMs;
    this.ended = ended;
  }

  get size(): number {
    return this.pending.size;
  }

  /** How long the oldest one has waited, in seconds; 0 if none does. */
  oldestSeconds(): number {
    for (const turn of this.pending.values()) return (this.clock.nowMs() - turn.startMs) / 1_000;
    return 0;
  }

  /**
   * A message has come: it joins the user's waiting turn, or begins one, which keeps the transaction open. Returns the
   * turn.
   */
  open(user: string, type: MessageType, startMs: number, transaction: Transaction): Turn {
    const waiting = this.pending.get(user);
    if (waiting !== undefined) {
      waiting.messages++;
      return waiting;
    }
    if (this.pending.size >= MAX_PENDING) this.endOldest();
    transaction.retain();
    const turn: Turn = { user, type, startMs, messages: 1, transaction };
    this.pending.set(user, turn);
    return turn;
  }

  /** A message was refused after all: without another one its turn has never been. */
  withdraw(turn: Turn): void {
    turn.messages--;
    if (turn.messages > 0 || this.pending.get(turn.user) !== turn) return;
    this.pending.delete(turn.user);
    turn.transaction.release();
  }

  /** The turn in which the user waits. */
  of(user: string): Turn | undefined {
    return this.pending.get(user);
  }

  isWaiting(turn: Turn): boolean {
    return this.pending.get(turn.user) === turn;
  }

  /** A reply was accepted, at a time of the monotonic clock; one past the turn's time is none. */
  answer(turn: Turn, atMs: number): void {
    this.hasAnswered = true;
    const isInTime = atMs - turn.startMs < this.timeoutMs;
    this.end(turn, isInTime ? 'answered' : 'unanswered', atMs);
  }

  /** Ends the turns that have waited for too long. */
  sweep(): void {
    const startedBeforeMs = this.clock.nowMs() - this.timeoutMs;
    for (const turn of this.pending.values()) {
      if (turn.startMs > startedBeforeMs) return;
      this.end(turn, 'unanswered', this.clock.nowMs());
    }
  }

  /** The process is about to end. Where none was ever answered another process does it, and nobody waits for it here. */
  drain(): void {
    if (!this.hasAnswered) this.clear();
  }

  /** Forgets all of them, without a word. */
  clear(): void {
    for (const turn of this.pending.values()) turn.transaction.release();
    this.pending.clear();
  }

  private endOldest(): void {
    for (const turn of this.pending.values()) {
      this.end(turn, 'unanswered', this.clock.nowMs());
      return;
    }
  }

  private end(turn: Turn, outcome: TurnOutcome, atMs: number): void {
    this.pending.delete(turn.user);
    this.ended(turn, outcome, (atMs - turn.startMs) / 1_000);
    turn.transaction.release();
  }
}
