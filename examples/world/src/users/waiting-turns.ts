import type { Turn } from './traffic.ts';

/** The messages that nobody has answered yet, the oldest first. */
export class WaitingTurns {
  readonly #turns = new Map<string, Turn>();

  /** How many of them the bot has acknowledged: it owes an answer to these. */
  get owed(): number {
    let owed = 0;
    for (const turn of this.#turns.values()) if (turn.acknowledged) owed++;
    return owed;
  }

  add(turn: Turn): void {
    if (!turn.answered) this.#turns.set(turn.message.id, turn);
  }

  /** Takes the turn that an answer belongs to: the message that it quotes, or else the user's oldest. */
  take(inReplyTo: string | undefined, recipient: string): Turn | undefined {
    const turn = inReplyTo === undefined ? this.#oldestOf(recipient) : this.#turns.get(inReplyTo);
    if (turn === undefined) return undefined;
    this.#turns.delete(turn.message.id);
    turn.answered = true;
    return turn;
  }

  /** Takes all that were due before a time; returns how many of them the bot owed an answer. */
  giveUpBefore(dueMs: number): number {
    let owed = 0;
    for (const [id, turn] of this.#turns) {
      if (turn.dueMs >= dueMs) break;
      if (turn.acknowledged) owed++;
      this.#turns.delete(id);
    }
    return owed;
  }

  #oldestOf(recipient: string): Turn | undefined {
    for (const turn of this.#turns.values()) if (turn.message.from === recipient) return turn;
    return undefined;
  }
}
