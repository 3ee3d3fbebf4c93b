import type { Instance } from '../instance.js';
import { startLine } from './start-line.js';

/** How long the bot's own code has to start Astrolabe as well: it knows more to say. */
const PATIENCE_MS = 1_000;
const servesNothing = () => false;

/**
 * Says the start line of a process that has no server of its own, once: after a while, or before the process ends. Where
 * the bot's code starts Astrolabe as well, the line of its framework is the one that is said.
 */
export const announceAlone = (instance: Instance): void => {
  const { clock, diagnostics } = instance.runtime;
  const say = () => {
    stop();
    if (instance.runtime.instance !== instance || !instance.isAutomatic) return;
    diagnostics.info(startLine(instance, { framework: 'auto', serves: servesNothing }));
  };
  const cancel = clock.after(PATIENCE_MS, say);
  const stop = () => {
    cancel();
    process.removeListener('exit', say);
  };
  process.once('exit', say);
  instance.whenStopped(stop);
};
