import { describe, expect, it } from 'vitest';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import type { Family } from './family.js';
import { createMetricStore } from './store.js';

const setUp = () => {
  const store = createMetricStore(recordDiagnostics().diagnostics);
  const read = () =>
    [...(store.family('astrolabe_percentile_seconds') as Family).series()].map(({ labels, value }) => [
      labels.map(([, text]) => text).join(' '),
      value as number,
    ]);
  return { store, read };
};

describe('percentiles', () => {
  it('are over all series of a histogram, or over those that are included', () => {
    const { store, read } = setUp();
    const replies = store.histogram('reply_seconds', { help: 'h', labels: { outcome: ['answered', 'unanswered'] } });
    store.showPercentiles({ metric: 'reply_seconds' });
    for (let index = 1; index <= 1_000; index++) {
      replies.observe({ outcome: index > 900 ? 'unanswered' : 'answered' }, index / 1_000);
    }
    const [median, p95, p99] = read().map(([, value]) => value as number);
    expect(Math.abs((median as number) / 0.5 - 1)).toBeLessThan(0.01);
    expect(Math.abs((p95 as number) / 0.95 - 1)).toBeLessThan(0.01);
    expect(Math.abs((p99 as number) / 0.99 - 1)).toBeLessThan(0.01);
  });

  it('leave out what is not included, and say nothing where nothing was observed', () => {
    const { store, read } = setUp();
    const replies = store.histogram('reply_seconds', { help: 'h', labels: { outcome: ['answered', 'unanswered'] } });
    const includes = (labels: readonly (readonly [string, string])[]) =>
      labels.some(([, value]) => value === 'answered');
    store.showPercentiles({ metric: 'reply_seconds', includes });
    store.showPercentiles({ metric: 'reply_seconds' });
    replies.observe({ outcome: 'unanswered' }, 100);
    expect(read()).toEqual([]);
    replies.observe({ outcome: 'answered' }, 1);
    expect(read().map(([labels]) => labels)).toEqual(['reply_seconds 50', 'reply_seconds 95', 'reply_seconds 99']);
    expect(read()[2]?.[1]).toBeCloseTo(1, 1);
  });
});
