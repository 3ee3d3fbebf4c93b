import type { Exemplar } from './exemplar.js';
import { ExponentialBuckets } from './exponential.js';
import type { Refuse } from './refused-value.js';

/**
 * OpenTelemetry's advised edges for durations in seconds, with one more at 2: the SLA's threshold, so that the share
 * of requests within it is counted and not estimated. An objective with another threshold adds its own.
 */
export const DURATION_EDGES: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2, 2.5, 5, 7.5, 10,
];

/** One series of a histogram: explicit buckets for exact shares, exponential ones for quantiles. */
export class HistogramSeries {
  readonly exponential = new ExponentialBuckets();
  private upperEdges: readonly number[];
  /** `[0]` is the sum; bucket `i` is at `i + 1`, the one above the last edge comes last. */
  private cells: Float64Array;
  private readonly refuse: Refuse | undefined;
  /** One a bucket; most series never have any. */
  private exemplars: Exemplar[] | undefined = undefined;

  constructor(edges: readonly number[], refuse?: Refuse) {
    this.upperEdges = edges;
    this.cells = new Float64Array(edges.length + 2);
    this.refuse = refuse;
  }

  /** Upper edges in the unit of the metric, ascending, each included in its bucket. */
  get edges(): readonly number[] {
    return this.upperEdges;
  }

  /** Takes other edges, which only a series without observations can: what was counted cannot be divided anew. */
  replaceEdges(edges: readonly number[]): void {
    if (this.count > 0) return;
    this.upperEdges = edges;
    this.cells = new Float64Array(edges.length + 2);
  }

  /**
   * Counts a value in the unit of the metric. A negative one, which a stepping clock may cause, counts as 0; what is no
   * finite number is not counted.
   */
  observe(value: number): void {
    if (!Number.isFinite(value)) {
      this.refuse?.(value);
      return;
    }
    const counted = Math.max(value, 0);
    const { cells } = this;
    (cells[this.bucketOf(counted) + 1] as number)++;
    (cells[0] as number) += counted;
    this.exponential.add(counted);
  }

  /** Shows where an observation of its bucket comes from; the latest of a bucket stays. */
  setExemplar(exemplar: Exemplar): void {
    this.exemplars ??= [];
    this.exemplars[this.bucketOf(exemplar.value)] = exemplar;
  }

  /** The latest exemplar of one bucket; `edges.length` is the bucket above the last edge. */
  exemplar(bucket: number): Exemplar | undefined {
    return this.exemplars?.[bucket];
  }

  private bucketOf(value: number): number {
    const { upperEdges: edges } = this;
    let bucket = 0;
    while (bucket < edges.length && value > (edges[bucket] as number)) bucket++;
    return bucket;
  }

  get sum(): number {
    return this.cells[0] as number;
  }

  get count(): number {
    let count = 0;
    for (let cell = 1; cell < this.cells.length; cell++) count += this.cells[cell] as number;
    return count;
  }

  /** Observations in one bucket alone; `edges.length` is the bucket above the last edge. */
  bucketCount(bucket: number): number {
    return this.cells[bucket + 1] ?? 0;
  }

  /** The value below which the share `q` lies, at most 1 % off; NaN without observations. */
  quantile(q: number): number {
    return this.exponential.quantile(q);
  }

  /** How many observations are at most `value`: exact where `value` is an edge, else at most one bucket off. */
  within(value: number): number {
    const edge = this.edges.indexOf(value);
    if (edge < 0) return this.exponential.countUpTo(value);
    let count = 0;
    for (let bucket = 0; bucket <= edge; bucket++) count += this.bucketCount(bucket);
    return count;
  }
}
