import type { Diagnostics } from '../diagnostics.js';
import type { Objective } from '../objectives/objective.js';

type Labels = Readonly<Record<string, string>>;

/** The thresholds of the objectives that are in force: what takes longer than one of them is worth keeping. */
export class SlowThresholds {
  private readonly inForce: () => readonly Objective[];
  private readonly diagnostics: Diagnostics;
  private read: readonly Objective[] = [];
  private strictest = new Map<string, number>();

  /** @param inForce the same list as long as nothing changes */
  constructor(inForce: () => readonly Objective[], diagnostics: Diagnostics) {
    this.inForce = inForce;
    this.diagnostics = diagnostics;
  }

  /** In seconds: what does not take longer is slow for no objective of this metric. */
  of(metric: string): number {
    const inForce = this.inForce();
    if (inForce !== this.read) this.readAnew(inForce);
    return this.strictest.get(metric) ?? Number.POSITIVE_INFINITY;
  }

  /** Whether it took longer than an objective allows that its labels are not ignored by. */
  isOver(metric: string, seconds: number, labels: () => Labels): boolean {
    if (!(seconds > this.of(metric))) return false;
    const given = labels();
    return this.read.some(
      (objective) =>
        objective.metric === metric && seconds > objective.withinSeconds && this.isJudged(objective, given),
    );
  }

  private readAnew(inForce: readonly Objective[]): void {
    this.read = inForce;
    this.strictest = new Map();
    for (const { metric, withinSeconds } of inForce) {
      this.strictest.set(metric, Math.min(withinSeconds, this.strictest.get(metric) ?? withinSeconds));
    }
  }

  /** What cannot be judged is kept, as it is counted. */
  private isJudged({ name, judge }: Objective, labels: Labels): boolean {
    try {
      return judge?.(labels) !== 'ignored';
    } catch (error) {
      this.diagnostics.failed('ASTROLABE_OBJECTIVE_JUDGE_FAILED', `the judge of the objective "${name}"`, error);
      return true;
    }
  }
}
