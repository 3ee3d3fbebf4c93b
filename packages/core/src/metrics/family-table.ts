import { type Declaration, declaredOtherwise } from './declaration.js';
import type { Family } from './family.js';
import { sameLabels } from './labels.js';
import type { SeriesTree } from './series-tree.js';

/** Every metric there is, by its name, in the order of their declaration. */
export class FamilyTable {
  private readonly families = new Map<string, Family>();
  private readonly listeners = new Set<(family: Family) => void>();

  get(name: string): Family | undefined {
    return this.families.get(name);
  }

  all(): Iterable<Family> {
    return this.families.values();
  }

  /** Adds a metric, or puts it in the place of the one of its name. */
  publish(family: Family): void {
    this.families.set(family.name, family);
    for (const listener of this.listeners) listener(family);
  }

  /**
   * The same declaration twice is one metric: modules are loaded twice, as ESM and CommonJS.
   * @throws AstrolabeError `ASTROLABE_METRIC_CONFLICT`
   */
  declare<F extends SeriesTree<unknown>>(
    kind: abstract new (...args: never[]) => F,
    declaration: Declaration,
    create: () => F,
  ): F {
    const existing = this.families.get(declaration.name);
    if (existing !== undefined) {
      if (existing instanceof kind && sameLabels(existing.spec, declaration.labels)) return existing;
      throw declaredOtherwise(declaration, existing);
    }
    const family = create();
    this.publish(family);
    return family;
  }

  /** Calls with every metric there is and every one that comes; returns the end of it. */
  onFamily(listener: (family: Family) => void): () => void {
    this.listeners.add(listener);
    for (const family of this.families.values()) listener(family);
    return () => this.listeners.delete(listener);
  }
}
