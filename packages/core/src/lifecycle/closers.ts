import { OptionError } from '../config/option.js';
import { type Closer, PHASES, type Phase } from './closer.js';

/** What `onShutdown` takes beside the closer itself. */
export interface OnShutdownOptions {
  /** What warnings call it; the function's name by default. */
  readonly name?: string;
  /** `clients` by default: after the work is done, before telemetry. */
  readonly phase?: Phase;
}

/** What the bot's owner wants closed, in the order in which it was named; before the start as well as after it. */
export class Closers {
  private readonly closers = new Set<Closer>();

  /**
   * Returns the removal.
   * @throws OptionError (`ASTROLABE_OPTION_INVALID`) for anything but a function, or for a phase that is none
   */
  add(close: Closer['close'], options: OnShutdownOptions = {}): () => void {
    const { name, phase = 'clients' } = options;
    if (typeof close !== 'function') {
      throw new OptionError('is no function', 'onShutdown() takes a function, such as (signal) => pool.end()');
    }
    if (!PHASES.includes(phase)) {
      throw new OptionError('is no phase', `the phase of onShutdown() is one of ${PHASES.join(', ')}; leave it out`);
    }
    const unknown = Object.keys(options).find((key) => key !== 'name' && key !== 'phase');
    if (unknown !== undefined) {
      throw new OptionError('is unknown', `"${unknown}" is no option of onShutdown(); there are name and phase`);
    }
    const closer = { name: name || close.name || `of ${phase} ${this.closers.size + 1}`, phase, close };
    this.closers.add(closer);
    return () => {
      this.closers.delete(closer);
    };
  }

  all(): readonly Closer[] {
    return [...this.closers];
  }
}
