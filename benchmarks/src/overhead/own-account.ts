/** What a bot says of itself in its metrics. */
export interface OwnReading {
  /** `astrolabe_level`: 3 is all of it. */
  readonly level: number;
  /** Transactions whose spans were kept. */
  readonly kept: number;
  /** `astrolabe_overhead_seconds_total`. */
  readonly overheadSeconds: number;
  /** `astrolabe_overhead_microseconds`: of the governor's last window; 0 where no transaction ended in it. */
  readonly overheadMicros: number;
}

/** What Astrolabe says that a request costs, in microseconds. */
export interface OwnCost {
  /** What its own code has taken during these requests. */
  readonly counted: number;
  /** `astrolabe_overhead_microseconds`; undefined where its window had no request in it. */
  readonly shown: number | undefined;
}

/** Of one process, at its end. */
export interface OwnAccount {
  /** The lowest that was seen. */
  readonly level: Level;
  readonly kept: number;
  /** Spans that have arrived, one for each transaction that was kept; undefined where nothing is sent. */
  readonly exported: number | undefined;
}

const LEVELS = ['off', 'metrics', 'no_child_spans', 'full'] as const;
export type Level = (typeof LEVELS)[number];

export const lowestOf = (levels: readonly Level[]): Level | undefined => LEVELS.find((level) => levels.includes(level));

/** Reads a bot's own account before and after it is measured. */
export class OwnAccounts {
  private readonly read: () => Promise<OwnReading | undefined>;
  private readonly levels: Level[] = [];
  private last: OwnReading | undefined = undefined;

  /** `read` answers undefined where Astrolabe is not there. */
  constructor(read: () => Promise<OwnReading | undefined>) {
    this.read = read;
  }

  async begin(): Promise<void> {
    this.last = await this.read();
  }

  /** What each of the `requests` since `begin` has cost by this account. */
  async end(requests: number): Promise<OwnCost | undefined> {
    const before = this.last;
    const now = await this.read();
    this.last = now;
    if (before === undefined || now === undefined) return undefined;
    this.levels.push(LEVELS[now.level] ?? 'off');
    return {
      counted: ((now.overheadSeconds - before.overheadSeconds) * 1e6) / requests,
      shown: now.overheadMicros === 0 ? undefined : now.overheadMicros,
    };
  }

  /** `exported`: the spans that have arrived. Undefined where Astrolabe is not there. */
  account(exported: number | undefined): OwnAccount | undefined {
    const level = lowestOf(this.levels);
    return this.last === undefined || level === undefined ? undefined : { level, kept: this.last.kept, exported };
  }
}
