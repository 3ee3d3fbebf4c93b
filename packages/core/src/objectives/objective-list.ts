import type { Diagnostics } from '../diagnostics.js';
import { AstrolabeError } from '../errors.js';
import type { MetricStore } from '../metrics/store.js';
import {
  defineObjective,
  HISTOGRAM_NAME,
  MOST_OBJECTIVES,
  type Objective,
  type ObjectiveInput,
  sameObjective,
} from './objective.js';
import type { SloEntry } from './slo-text.js';

/** The objectives by name. What code declares goes before the configuration, and that before what the parts bring. */
export class ObjectiveList {
  private readonly inCode = new Map<string, Objective>();
  private readonly configured = new Map<string, Objective>();
  private contributed: readonly Objective[] = [];
  private readonly metrics: MetricStore;
  private readonly diagnostics: Diagnostics;

  constructor(metrics: MetricStore, diagnostics: Diagnostics) {
    this.metrics = metrics;
    this.diagnostics = diagnostics;
  }

  /**
   * An objective in code. The same one twice is one.
   * @throws AstrolabeError `ASTROLABE_OBJECTIVE_INVALID`, `ASTROLABE_OBJECTIVE_CONFLICT`, `ASTROLABE_OBJECTIVE_LATE`
   */
  declare(name: string, input: ObjectiveInput): Objective {
    const objective = defineObjective(name, input);
    const existing = this.inCode.get(name);
    if (existing !== undefined) {
      if (sameObjective(existing, objective)) return this.judged(existing);
      throw new AstrolabeError(
        'ASTROLABE_OBJECTIVE_CONFLICT',
        `objective "${name}" is declared already, with other values; choose another name`,
      );
    }
    if (this.inCode.size >= MOST_OBJECTIVES) {
      throw new AstrolabeError(
        'ASTROLABE_OBJECTIVE_INVALID',
        `objective "${name}": there are ${MOST_OBJECTIVES} already, which is the limit; declare each once, by a fixed name`,
      );
    }
    const fault = this.edgeFault(objective);
    if (fault !== undefined) throw new AstrolabeError('ASTROLABE_OBJECTIVE_LATE', fault);
    this.inCode.set(name, objective);
    return this.judged(objective);
  }

  /** Takes what `ASTROLABE_SLO` lists, or without it all that the parts bring. */
  configure(entries: readonly SloEntry[] | undefined, contributed: readonly Objective[]): void {
    this.contributed = contributed;
    this.configured.clear();
    const wanted = entries?.map((entry) => this.resolve(entry)) ?? contributed;
    for (const objective of wanted) {
      if (objective === undefined) continue;
      if (this.inCode.has(objective.name)) {
        if (entries !== undefined) this.warnOfTwo(objective.name);
        continue;
      }
      const fault = this.edgeFault(objective);
      if (fault === undefined) this.configured.set(objective.name, objective);
      else this.diagnostics.warnOnce('ASTROLABE_OBJECTIVE_LATE', fault);
    }
  }

  all(): readonly Objective[] {
    const configured = [...this.configured.values()].filter(({ name }) => !this.inCode.has(name));
    return [...configured, ...this.inCode.values()].map((objective) => this.judged(objective));
  }

  /** A name is one that a part brings, or that of a histogram. */
  private resolve(entry: SloEntry): Objective | undefined {
    const known = this.contributed.find(({ name }) => name === entry.name);
    if (known !== undefined) return { ...known, ...entry };
    // Whoever names one of code's own wants to change it; `configure` says that it cannot be changed here.
    const metric = this.inCode.get(entry.name)?.metric ?? entry.name;
    if (HISTOGRAM_NAME.test(metric)) return { ...entry, metric };
    this.diagnostics.warnOnce(
      'ASTROLABE_OBJECTIVE_UNKNOWN',
      `ASTROLABE_SLO has an objective "${entry.name}", which is none of ` +
        `${this.contributed.map(({ name }) => name).join(', ')} and no name of a histogram in seconds, such as ` +
        'chart_seconds; correct the name, or declare it with objective()',
    );
    return undefined;
  }

  /** Whoever sets an objective for a metric of a part's need not know what its failures look like. */
  private judged(objective: Objective): Objective {
    const judge = objective.judge ?? this.contributed.find(({ metric }) => metric === objective.metric)?.judge;
    return judge === undefined ? objective : { ...objective, judge };
  }

  private edgeFault({ name, metric, withinSeconds }: Objective): string | undefined {
    if (this.metrics.addEdge(metric, withinSeconds)) return undefined;
    const family = this.metrics.family(metric);
    if (family?.type !== 'histogram') {
      return `objective "${name}": ${metric} is a ${family?.type}, and no histogram; name a histogram`;
    }
    return (
      `objective "${name}": ${metric} has been observed already, and has no edge at ${withinSeconds} s, so what was ` +
      `within it cannot be told; declare the objective before the first observation${this.edgesOf(metric)}`
    );
  }

  private edgesOf(metric: string): string {
    for (const { value } of this.metrics.family(metric)?.series() ?? []) {
      if (typeof value !== 'number') return `, or choose one of ${value.edges.join(', ')} s`;
    }
    return '';
  }

  private warnOfTwo(name: string): void {
    this.diagnostics.warnOnce(
      'ASTROLABE_OBJECTIVE_CONFLICT',
      `the objective "${name}" of ASTROLABE_SLO is declared in code as well, and that is in force; change it there, ` +
        'or take it out of the code',
    );
  }
}
