import type { Diagnostics } from '../diagnostics.js';
import { isAtLeast, type Level } from './level.js';

/** Something that listens, as long as the level is not below its own. */
export interface Listener {
  readonly name: string;
  /** The lowest level at which it listens. */
  readonly from: Level;
  /** Returns the end of it. */
  start(): () => void;
}

interface Entry {
  readonly listener: Listener;
  end: (() => void) | undefined;
}

/** All that listens, in the order in which it starts. It ends in the opposite one. */
export class Listening {
  private level: Level = 'off';
  private entries: readonly Entry[] = [];
  private readonly diagnostics: Diagnostics;

  constructor(diagnostics: Diagnostics) {
    this.diagnostics = diagnostics;
  }

  add(listener: Listener): void {
    const entry: Entry = { listener, end: undefined };
    this.entries = [...this.entries, entry];
    this.adapt(entry);
  }

  /** At `off`, nothing listens but what has to go on for the bot's sake. */
  set(level: Level): void {
    this.level = level;
    for (const entry of [...this.entries].reverse()) if (!this.isWanted(entry)) this.end(entry);
    for (const entry of this.entries) this.adapt(entry);
  }

  /** Ends all of it, for good. */
  stop(): void {
    for (const entry of [...this.entries].reverse()) this.end(entry);
    this.entries = [];
  }

  private isWanted({ listener }: Entry): boolean {
    return isAtLeast(this.level, listener.from);
  }

  private adapt(entry: Entry): void {
    if (entry.end !== undefined || !this.isWanted(entry)) return;
    try {
      entry.end = entry.listener.start();
    } catch (error) {
      this.failed(entry, error);
    }
  }

  private end(entry: Entry): void {
    const { end } = entry;
    entry.end = undefined;
    try {
      end?.();
    } catch (error) {
      this.failed(entry, error);
    }
  }

  private failed({ listener }: Entry, error: unknown): void {
    this.diagnostics.failed('ASTROLABE_INSTRUMENTATION_FAILED', `the instrumentation ${listener.name}`, error);
  }
}
