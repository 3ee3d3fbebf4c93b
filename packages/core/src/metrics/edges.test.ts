import { expect, it } from 'vitest';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import { createMetricStore } from './store.js';

const setUp = () => createMetricStore(recordDiagnostics().diagnostics);

it('an edge may be added before the histogram is declared', () => {
  const store = setUp();
  expect(store.addEdge('x_seconds', 1.5)).toBe(true);
  const series = store.histogram('x_seconds', { help: 'h', edges: [1, 2] }).labels({});
  expect(series.edges).toEqual([1, 1.5, 2]);
  series.observe(1.5);
  series.observe(1.51);
  expect(series.within(1.5)).toBe(1);
});

it('an edge may be added to a histogram whose series are held already, until the first observation', () => {
  const store = setUp();
  const histogram = store.histogram('x_seconds', { help: 'h', labels: { a: ['1', '2'] }, edges: [1, 2] });
  const held = histogram.at('1');
  expect(store.addEdge('x_seconds', 1.5)).toBe(true);
  held.observe(1.5);
  expect([held.edges, held.within(1.5)]).toEqual([[1, 1.5, 2], 1]);
  expect(histogram.at('2').edges).toBe(held.edges);
  expect(store.addEdge('x_seconds', 2)).toBe(true);
  expect(store.addEdge('x_seconds', 1.7)).toBe(false);
  expect(histogram.at('2').edges).toEqual([1, 1.5, 2]);
});

it('an edge is for histograms alone', () => {
  const store = setUp();
  store.gauge('x_seconds', { help: 'h' });
  expect(store.addEdge('x_seconds', 1)).toBe(false);
});
