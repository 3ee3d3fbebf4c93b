/** Requests that were answered, and those of them that failed. */
export interface RequestCounts {
  readonly total: number;
  readonly failed: number;
}

/** What cumulative counts have grown by over the last `windowMs`. */
export interface SlidingWindow {
  /** Takes the counts of now, and returns their growth since the oldest sample in the window. */
  advance(nowMs: number, counts: RequestCounts): RequestCounts;
}

interface Sample {
  readonly atMs: number;
  readonly counts: RequestCounts;
}

/**
 * Remembers a sample every `spacingMs` at most, so it holds `windowMs / spacingMs + 1` of them however often it is
 * asked. Nothing older than the window is ever counted; its oldest edge is as fine as the samples are.
 */
export const createSlidingWindow = (windowMs: number, spacingMs: number): SlidingWindow => {
  const samples: Sample[] = [];
  return {
    advance: (nowMs, counts) => {
      while (samples[0] !== undefined && nowMs - samples[0].atMs > windowMs) samples.shift();
      const latest = samples.at(-1);
      if (latest === undefined || nowMs - latest.atMs >= spacingMs) samples.push({ atMs: nowMs, counts });
      const { counts: oldest } = samples[0] as Sample;
      return { total: counts.total - oldest.total, failed: counts.failed - oldest.failed };
    },
  };
};
