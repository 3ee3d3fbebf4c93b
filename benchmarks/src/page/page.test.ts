import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toMarkdown } from './markdown.ts';
import { toPicture } from './picture.ts';
import { type NodeResults, type PageResults, unproven } from './results.ts';

const framework = (added: number) => ({
  bareMicros: 20,
  addedMicros: { astrolabe: added, otel: 43.16 },
  addedMiddleHalf: { astrolabe: { from: 0.5, to: 1.5 }, otel: { from: 41, to: 45 } },
  ownMicros: { astrolabe: { counted: 0.9, shown: null } },
  rounds: 20,
  sent: 1_000,
  counted: 1_000,
  level: 'full',
  kept: 10,
  exported: 10,
});
const node = (version: string, express = 1.25, fastify = -0.2): NodeResults => ({
  version,
  overhead: { express: framework(express), fastify: framework(fastify) },
  startup: { bare: { ms: 89, cpuMs: 90, megabytes: 68 }, astrolabe: { ms: 25.4, cpuMs: 25.8, megabytes: 5.1 } },
  spans: { childSpanNanos: { astrolabe: 290, otel: 2_238 }, outgoingNanos: 388, idsNanos: 13.2 },
});
const results: PageResults = {
  measured: '2026-01-31',
  machine: { processor: 'a processor', processors: 2, system: 'Linux 6.1' },
  nodes: [node('22.15.0', 3), node('24.21.0')],
  install: { astrolabe: { packages: 7, bytes: 1_540_000 } },
  missed: [],
};

describe('the page on cost', () => {
  it('has each figure of the results in its column', () => {
    const page = toMarkdown(results);
    expect(page).toContain(
      '| Express | Node 22.15.0 | Node 24.21.0 |\n| --- | ---: | ---: |\n| bare | 20.0 in all | 20.0 in all |',
    );
    expect(page).toContain('| **astrolabe** | 3.00 (0.50 … 1.50) | 1.25 (0.50 … 1.50) |');
    expect(page).toContain('| **astrolabe**, Express | 0.90 (–) | 0.90 (–) |');
    expect(page).toContain('| **astrolabe** | +25.4 ms, +5.1 MB | +25.4 ms, +5.1 MB |');
    expect(page).toContain('| child span, OpenTelemetry 2.12 | 2238 | 2238 |');
    expect(page).toContain('| **astrolabe** | 7 | 1.5 |');
  });

  it('says how many times as much others add, and not where nothing can be told', () => {
    expect(toMarkdown(results).match(/^Times as much.*$/gm)).toEqual([
      'Times as much as Astrolabe at its default ratio on Express, Node 24.21.0: OpenTelemetry 2.12 35.',
    ]);
  });

  it('says which targets were missed', () => {
    expect(toMarkdown(results)).not.toContain('Missed');
    expect(toMarkdown({ ...results, missed: ['overhead: too much'] })).toContain(
      'Missed in this run:\n\n- overhead: too much\n',
    );
  });
});

describe('the picture of it', () => {
  const widths = (picture: string) =>
    [...picture.matchAll(/class="(?:express|fastify)" x="280".*?width="([\d.]+)"/g)].map(([, width]) => Number(width));

  it('has a bar for each figure, on a scale on which ten times as much is one step', () => {
    const picture = toPicture({ ...results, nodes: [node('24.21.0', 4.316, 0.4316)] });
    const [express = 0, fastify = 0, otel = 0] = widths(picture);
    expect(otel - express).toBeCloseTo(150, 0);
    expect(express - fastify).toBeCloseTo(150, 0);
  });

  it('shows what is not to be told from nothing as the shortest bar, with its figure', () => {
    const picture = toPicture(results);
    expect(Math.min(...widths(picture))).toBe(2);
    expect(picture).toContain('>-0.20</text>');
  });
});

describe('what is published', () => {
  it('was recorded, all of it', () => {
    const { overhead } = node('24.21.0');
    expect(unproven({ version: '24.21.0', overhead })).toEqual([]);
    const broken = { ...framework(1), counted: 999, level: 'metrics', exported: 9 };
    expect(unproven({ version: '24.21.0', overhead: { express: broken } })).toEqual([
      '999 of 1000 requests were counted on Node 24.21.0 and express',
      'Astrolabe was at level "metrics" on Node 24.21.0 and express',
      '9 of 10 kept transactions were exported on Node 24.21.0 and express',
    ]);
  });

  const published = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
  const publishedResults = () => JSON.parse(published('overhead.json')) as PageResults;

  it('is what the results beside it give', () => {
    expect(published('overhead.md')).toBe(toMarkdown(publishedResults()));
    expect(published('overhead.svg')).toBe(toPicture(publishedResults()));
    for (const each of publishedResults().nodes) expect(unproven(each)).toEqual([]);
  });

  it('would not be, were one figure another', () => {
    const { nodes, ...rest } = publishedResults();
    const [first, ...others] = nodes as readonly [NodeResults, ...NodeResults[]];
    const spans = { ...first.spans, idsNanos: first.spans.idsNanos + 1 };
    expect(published('overhead.md')).not.toBe(toMarkdown({ ...rest, nodes: [{ ...first, spans }, ...others] }));
  });
});
