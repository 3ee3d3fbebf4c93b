import type { Diagnostics } from '../diagnostics.js';
import type { Judgement, Objective } from '../objectives/objective.js';

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
    this.readIfChanged();
    return this.strictest.get(metric) ?? Number.POSITIVE_INFINITY;
  }

  /** Whether it took longer than an objective allows that its labels are not ignored by. */
  isOver(metric: string, seconds: number, labels: () => Labels): boolean {
    if (!(seconds > this.of(metric))) return false;
    return this.isBad(metric, seconds, labels());
  }

  /** Whether an objective finds it bad: by its time, or by its labels whatever time it took. */
  isBad(metric: string, seconds: number, labels: Labels): boolean {
    this.readIfChanged();
    return this.read.some((objective) => {
      if (objective.metric !== metric) return false;
      const judgement = this.judgement(objective, labels);
      return judgement === 'bad' || (judgement !== 'ignored' && seconds > objective.withinSeconds);
    });
  }

  private readIfChanged(): void {
    const inForce = this.inForce();
    if (inForce === this.read) return;
    this.read = inForce;
    this.strictest = new Map();
    for (const { metric, withinSeconds } of inForce) {
      this.strictest.set(metric, Math.min(withinSeconds, this.strictest.get(metric) ?? withinSeconds));
    }
  }

  /** What cannot be judged is kept, as it is counted. */
  private judgement({ name, judge }: Objective, labels: Labels): Judgement {
    try {
      return judge?.(labels) ?? 'timed';
    } catch (error) {
      this.diagnostics.failed('ASTROLABE_OBJECTIVE_JUDGE_FAILED', `the judge of the objective "${name}"`, error);
      return 'timed';
    }
  }
}
