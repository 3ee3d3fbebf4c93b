import type { Core } from '../plugin.js';

/** Listens to a channel or a watched client, and opens and closes spans. */
export interface Instrumentation {
  readonly name: string;
  /** Starts listening; returns the end of it. */
  enable(core: Core): () => void;
}
