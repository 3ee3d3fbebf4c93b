/** What Astrolabe has cost in a stretch of time. */
export interface Cost {
  /** Its share of the CPU time of the process, from 0 to 1. */
  readonly ratio: number;
  /** Of each transaction that has ended: a request, a job, a task. */
  readonly microseconds: number;
  /** Its share of one core, from 0 to 1. */
  readonly coreShare: number;
  readonly transactions: number;
}

/** Counts that only grow. */
export interface CostReadings {
  /** Seconds that Astrolabe's own code has taken, by the clock. */
  overheadSeconds(): number;
  /** CPU seconds of the process. */
  cpuSeconds(): number;
  /** Seconds in which the event loop was at work, by the clock. */
  activeSeconds(): number;
  /** Seconds that collections of garbage have taken. */
  gcSeconds(): number;
  transactions(): number;
  nowMs(): number;
}

type Counts = readonly [
  overhead: number,
  cpu: number,
  active: number,
  gc: number,
  transactions: number,
  atSeconds: number,
];

export const NO_COST: Cost = { ratio: 0, microseconds: 0, coreShare: 0, transactions: 0 };

/** Reads what Astrolabe costs, from one look to the next. */
export class CostWindow {
  private readonly readings: CostReadings;
  private last: Counts;

  constructor(readings: CostReadings) {
    this.readings = readings;
    this.last = this.read();
  }

  /** The cost since the last look. */
  next(): Cost {
    const counts = this.read();
    const [overhead, cpu, active, gc, transactions, seconds] = counts.map(
      (count, index) => count - (this.last[index] ?? 0),
    ) as unknown as Counts;
    this.last = counts;
    if (cpu <= 0 || seconds <= 0) return NO_COST;
    // On a crowded machine the clock goes on while the process waits for its turn.
    const running = active > 0 ? Math.min(cpu / active, 1) : 1;
    // Whoever works makes garbage: of the collections it bears the share that it has of the work.
    const withCollections = overhead * running * (1 + Math.min(gc / cpu, 1));
    return {
      ratio: Math.min(withCollections / cpu, 1),
      microseconds: transactions === 0 ? 0 : (withCollections / transactions) * 1e6,
      coreShare: withCollections / seconds,
      transactions,
    };
  }

  private read(): Counts {
    const { readings } = this;
    return [
      readings.overheadSeconds(),
      readings.cpuSeconds(),
      readings.activeSeconds(),
      readings.gcSeconds(),
      readings.transactions(),
      readings.nowMs() / 1_000,
    ];
  }
}
