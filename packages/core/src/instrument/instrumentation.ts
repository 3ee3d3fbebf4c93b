import type { Level } from '../governor/level.js';
import type { Core } from '../plugin.js';

/** Listens to a channel or a watched client, and opens and closes spans. */
export interface Instrumentation {
  readonly name: string;
  /** The lowest level at which it listens: `no_child_spans`, unless it says otherwise. */
  readonly from?: Level;
  /** Starts listening; returns the end of it. */
  enable(core: Core): () => void;
}
