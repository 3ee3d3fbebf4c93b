import { type Duration, durationMs } from '../config/duration.js';
import { OptionError } from '../config/option.js';
import { AstrolabeError } from '../errors.js';

/**
 * What the observations of one series are to an objective: `timed` is good within the threshold and bad past it; `bad`
 * is bad however fast it was; `bad if late` is bad past the threshold and left out within it; `ignored` is left out.
 */
export type Judgement = 'timed' | 'bad' | 'bad if late' | 'ignored';

/** Asked once for each series of the metric. */
export type Judge = (labels: Readonly<Record<string, string>>) => Judgement;

/** A view of a histogram that has an edge exactly at `withinSeconds`: it counts nothing of its own. */
export interface Objective {
  readonly name: string;
  readonly metric: string;
  readonly withinSeconds: number;
  /** The share that has to be good: 0.95. */
  readonly target: number;
  readonly windowMs: number;
  /** Without one, all observations are timed, or what the part judges that the metric is from. */
  readonly judge?: Judge;
}

export interface ObjectiveInput {
  /** The name of a histogram in seconds; it may be declared later. */
  readonly metric: `${string}_seconds`;
  /** What takes longer is bad. */
  readonly within: Duration;
  /** The share that has to be good, above 0 and below 1: 0.95. */
  readonly target: number;
  /** The window of the budget, in whole minutes; 30 days by default. */
  readonly over?: Duration;
  readonly judge?: Judge;
}

const FIELDS: readonly string[] = ['metric', 'within', 'target', 'over', 'judge'];
/** Each takes memory for its minutes; a name made up from data would make more and more of them. */
export const MOST_OBJECTIVES = 50;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
export const DEFAULT_WINDOW_MS = 30 * DAY_MS;
const SHORTEST_WINDOW_MS = 60 * MINUTE_MS;
/** What is kept of each minute is for so long. */
export const LONGEST_WINDOW_MS = 90 * DAY_MS;
const LONGEST_THRESHOLD_SECONDS = 86_400;

/** @throws AstrolabeError `ASTROLABE_OBJECTIVE_INVALID` */
export const defineObjective = (name: string, input: ObjectiveInput): Objective => {
  const refuse = (fault: string): never => {
    throw new AstrolabeError('ASTROLABE_OBJECTIVE_INVALID', `objective ${shown(name)}: ${fault}`);
  };
  if (typeof name !== 'string' || !OBJECTIVE_NAME.test(name)) {
    return refuse('a name begins with a letter and has letters, digits, _, : and - only, 64 at most, such as "chart"');
  }
  if (typeof input !== 'object' || input === null) return refuse('give { metric, within, target, over }');
  const unknown = Object.keys(input).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) return refuse(`${shown(unknown)} is no field of it; there are ${FIELDS.join(', ')}`);
  const { metric, target, judge } = input;
  if (typeof metric !== 'string' || !HISTOGRAM_NAME.test(metric)) {
    return refuse(`the metric ${shown(metric)} is not the name of a histogram in seconds, such as "chart_seconds"`);
  }
  if (judge !== undefined && typeof judge !== 'function') return refuse('judge is no function of the labels');
  const withinSeconds = readDuration('within', input.within, refuse) / 1_000;
  const windowMs = readDuration('over', input.over ?? DEFAULT_WINDOW_MS, refuse);
  const fault = objectiveFault({ target, withinSeconds, windowMs });
  if (fault !== undefined) return refuse(fault);
  return { name, metric, withinSeconds, target, windowMs, ...(judge === undefined ? {} : { judge }) };
};

export const OBJECTIVE_NAME = /^[a-zA-Z][\w:-]{0,63}$/;
export const HISTOGRAM_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*_seconds$/;

/** Why an objective with these numbers cannot be met or measured; undefined when it can. */
export const objectiveFault = ({
  target,
  withinSeconds,
  windowMs,
}: Pick<Objective, 'target' | 'withinSeconds' | 'windowMs'>): string | undefined => {
  if (typeof target !== 'number' || !(target > 0 && target < 1)) {
    return `the target ${shown(target)} is no share above 0 and below 1, such as 0.95: at 1 there is no budget to spend`;
  }
  if (!(withinSeconds > 0 && withinSeconds <= LONGEST_THRESHOLD_SECONDS)) {
    return `the threshold of ${withinSeconds} s is not above 0 and at most a day, such as '2s'`;
  }
  if (!(windowMs >= SHORTEST_WINDOW_MS && windowMs <= LONGEST_WINDOW_MS)) {
    return `the window of ${windowMs / 1_000} s is outside 1h to 90d; give one such as '30d'`;
  }
  if (windowMs % MINUTE_MS !== 0) return `the window of ${windowMs / 1_000} s is not of whole minutes, such as '30d'`;
  return undefined;
};

/** Whether two declarations are one: modules are loaded twice, as ESM and CommonJS. */
export const sameObjective = (a: Objective, b: Objective): boolean =>
  a.metric === b.metric &&
  a.withinSeconds === b.withinSeconds &&
  a.target === b.target &&
  a.windowMs === b.windowMs &&
  String(a.judge) === String(b.judge);

const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  return typeof value === 'number' ? String(value) : `of type ${typeof value}`;
};

const readDuration = (field: string, value: unknown, refuse: (fault: string) => never): number => {
  try {
    return durationMs(value);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    return refuse(`${field} ${error.reason}`);
  }
};
