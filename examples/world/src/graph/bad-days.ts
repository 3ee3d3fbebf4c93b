import { setTimeout } from 'node:timers/promises';
import { pick, type Random } from '../chance/random.ts';
import { fateOf } from './fate.ts';
import type { Trouble } from './graph-api.ts';
import { GRAPH_FAULTS } from './graph-fault.ts';
import type { OutboundMessage } from './outbound.ts';

const SLOW_MS = 1_000;
const LATE_MS = 400;

/** What happens to a message now and then; each is as likely as another. */
const TROUBLES: readonly (() => Trouble)[] = [
  () => ({ fault: { ...GRAPH_FAULTS.throughput, retryAfterSeconds: 1 } }),
  () => ({ fault: GRAPH_FAULTS.pairRate }),
  () => ({ fault: GRAPH_FAULTS.accountRate }),
  () => ({ fault: GRAPH_FAULTS.unknown }),
  () => ({ fault: GRAPH_FAULTS.serviceDown }),
  () => ({ fault: GRAPH_FAULTS.maintenance }),
  () => ({ fault: GRAPH_FAULTS.windowClosed }),
  () => ({ fault: GRAPH_FAULTS.tokenExpired }),
  () => ({ html: true }),
  () => ({ hangUp: true }),
  () => ({ until: setTimeout(SLOW_MS) }),
];
/** Users whose next message is spared; the memory for them has an end. */
const REMEMBERED = 10_000;

/**
 * The trouble that a share of all messages has: any of the documented kinds, and never twice in a row for a user. So a
 * second try succeeds, and a reply is late rather than on the edge of being too late.
 */
export class BadDays {
  readonly #share: number;
  readonly #random: Random;
  readonly #spared = new Set<string>();

  constructor(share: number, random: Random) {
    this.#share = share;
    this.#random = random;
  }

  troubleFor({ recipient }: OutboundMessage): Trouble {
    const fate = fateOf(recipient);
    if (fate === 'late') return { until: setTimeout(LATE_MS) };
    if (fate === 'undeliverable') return { fault: GRAPH_FAULTS.undeliverable };
    if (fate === 'unreachable') return { fault: GRAPH_FAULTS.unknown };
    if (fate === 'lied to') return { lie: GRAPH_FAULTS.unknown };
    if (this.#spared.delete(recipient) || this.#random() >= this.#share) return undefined;
    if (this.#spared.size >= REMEMBERED) this.#spared.clear();
    this.#spared.add(recipient);
    return pick(this.#random, TROUBLES)();
  }
}
