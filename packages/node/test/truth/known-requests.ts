/** One request whose every property is known before it is made. */
export interface KnownRequest {
  /** 499 stands for a client that goes away. */
  readonly status: 200 | 404 | 499 | 500;
  /** A whole number of 1,024ths of a millisecond: such times add up without rounding. */
  readonly durationMs: number;
}

export interface Distribution {
  readonly count: number;
  readonly aborted: number;
  /** What exactly meets it has to be within. */
  readonly thresholdMs: number;
  readonly seed: number;
}

const MEDIAN_MS = 600;
const SIGMA = 0.8;
const EVERY_EXACT = 1_000;

/** A seeded generator (mulberry32), so that a failure can be repeated. */
const random = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

/** Lognormal durations, of which some are the threshold itself; most requests succeed. */
export const drawRequests = ({ count, aborted, thresholdMs, seed }: Distribution): readonly KnownRequest[] => {
  const next = random(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const duration = (index: number) =>
    index % EVERY_EXACT === 0 ? thresholdMs : Math.round(MEDIAN_MS * Math.exp(SIGMA * normal()) * 1_024) / 1_024;
  const status = (share: number) => {
    if (share < 0.02) return 500;
    return share < 0.05 ? 404 : 200;
  };
  const answered = Array.from({ length: count }, (_, index): KnownRequest => {
    return { status: status(next()), durationMs: duration(index) };
  });
  return [
    ...answered,
    ...Array.from({ length: aborted }, (_, index): KnownRequest => {
      return { status: 499, durationMs: duration(index) };
    }),
  ];
};

/** What is true of requests, by plain counting. */
export interface Figures {
  readonly requests: number;
  readonly failed: number;
  readonly good: number;
  readonly events: number;
  readonly percentiles: readonly number[];
}

export const PERCENTILES = [50, 95, 99] as const;

export const trueFigures = (requests: readonly KnownRequest[], thresholdMs: number): Figures => {
  const isLate = ({ durationMs }: KnownRequest) => durationMs > thresholdMs;
  const ok = requests.filter(({ status }) => status === 200);
  const failed = requests.filter(({ status }) => status === 500);
  const left = requests.filter((request) => request.status === 499 && isLate(request));
  const sorted = requests.map(({ durationMs }) => durationMs / 1_000).sort((a, b) => a - b);
  return {
    requests: requests.length,
    failed: failed.length,
    good: ok.filter((request) => !isLate(request)).length,
    events: ok.length + failed.length + left.length,
    percentiles: PERCENTILES.map((each) => sorted[Math.ceil((each / 100) * sorted.length) - 1] as number),
  };
};

/** What differs: counts have to be equal, percentiles within 1 %. */
export const differences = (shown: Figures, known: Figures): readonly string[] => {
  const counts = (['requests', 'failed', 'good', 'events'] as const)
    .filter((name) => shown[name] !== known[name])
    .map((name) => `${name}: ${shown[name]} instead of ${known[name]}`);
  const percentiles = PERCENTILES.filter((_, index) => {
    const truth = known.percentiles[index] as number;
    return !(Math.abs((shown.percentiles[index] as number) - truth) <= truth / 100);
  }).map((each) => `p${each}: ${shown.percentiles[PERCENTILES.indexOf(each)]} is more than 1 % off`);
  return [...counts, ...percentiles];
};
