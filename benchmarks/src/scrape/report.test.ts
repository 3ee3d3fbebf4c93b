import { describe, expect, it } from 'vitest';
import { complaints, type Run } from './report.ts';

const run = (library: Run['library'], ownMs: number, samples = 10): Run => {
  const longest = { count: 3, ownMs, heldMs: ownMs + 1 };
  const page = { status: 200, durationMs: 5, bytes: 100, gzipped: false, samples };
  return {
    library,
    type: 'counter',
    plain: [{ page, slices: longest, turns: longest }],
    zipped: [],
  };
};

describe('the verdict on a scrape', () => {
  it('is content with slices within the target', () => {
    expect(complaints([run('astrolabe', 1.9)], 10)).toEqual([]);
  });

  it('takes what is not long in every scrape for what the machine did', () => {
    const scrapes = (...ownMs: number[]): Run => ({
      ...run('astrolabe', 1),
      plain: ownMs.flatMap((each) => run('astrolabe', each).plain),
    });
    expect(complaints([scrapes(9, 9, 1, 9, 9)], 10)).toEqual([]);
    expect(complaints([scrapes(9, 3, 9, 9, 9)], 10)).toHaveLength(1);
  });

  it('names the slice of ours that took too long, and leaves the opponent its own', () => {
    expect(complaints([run('astrolabe', 2.5), run('prom-client', 400)], 10)).toEqual([
      'astrolabe held the event loop for 2.50 ms in one slice of the counter; the target is 2 ms',
    ]);
  });

  it('does not believe in a page that lacks lines', () => {
    expect(complaints([run('prom-client', 1, 9)], 10)).toEqual(['prom-client showed 9 of 10 lines of the counter']);
  });
});
