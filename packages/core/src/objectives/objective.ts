/** A view of a histogram that has an edge exactly at `withinSeconds`: it counts nothing of its own. */
export interface Objective {
  readonly name: string;
  readonly metric: string;
  readonly withinSeconds: number;
  /** The share that has to be good: 0.95. */
  readonly target: number;
  readonly windowMs: number;
}
