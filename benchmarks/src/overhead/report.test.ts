import { describe, expect, it } from 'vitest';
import type { Account } from './contender.ts';
import type { HeatResult } from './heat.ts';
import { doubts } from './proof.ts';
import { figuresOf, summarise, toTable } from './report.ts';
import { VARIANTS, type VariantName } from './variants.ts';

const VARIANT_NAMES: readonly VariantName[] = ['bare', 'astrolabe', 'prom-client', 'otel-3'];
const account = (
  name: VariantName,
  counted: Readonly<Record<string, number>>,
  more: Partial<Account> = {},
): Account => ({
  framework: 'express',
  variant: VARIANTS[name],
  sent: 100,
  counted,
  ...more,
});
const own = { level: 'full', kept: 1, exported: 1 } as const;
const heat: HeatResult = {
  framework: 'express',
  measurements: [20, 30].flatMap((bare) => [
    { variant: 'bare' as const, micros: bare },
    { variant: 'astrolabe' as const, micros: bare + 2, own: { counted: bare === 20 ? 1 : 2, shown: 1.8 } },
    { variant: 'prom-client' as const, micros: bare + 4.006 },
    { variant: 'otel-3' as const, micros: bare + 40 },
  ]),
  accounts: VARIANT_NAMES.map((name) => account(name, { requests: 100 }, name === 'astrolabe' ? { own } : {})),
};

describe('the report', () => {
  it('says what each variant adds to the bare bot of its own round', () => {
    const { variants } = summarise('express', VARIANT_NAMES, [heat]);
    expect(variants.map(({ variant, added }) => [variant, added.median])).toEqual([
      ['bare', 0],
      ['astrolabe', 2],
      ['prom-client', expect.closeTo(4.006)],
      ['otel-3', 40],
    ]);
  });

  it('is figures for programs, in which the one OpenTelemetry of a quick run has the name of its family', () => {
    const result = summarise('express', VARIANT_NAMES, [heat]);
    expect(figuresOf([result], true).express).toEqual({
      bareMicros: 25,
      addedMicros: { astrolabe: 2, 'prom-client': 4.01, otel: 40 },
      addedMiddleHalf: {
        astrolabe: { from: 2, to: 2 },
        'prom-client': { from: 4.01, to: 4.01 },
        otel: { from: 40, to: 40 },
      },
      ownMicros: { astrolabe: { counted: 1.5, shown: 1.8 } },
      rounds: 2,
      sent: 400,
      counted: 400,
      level: 'full',
      kept: 1,
      exported: 1,
    });
    expect(figuresOf([result], false).express?.addedMicros).toHaveProperty('otel-3', 40);
  });

  it('has nothing of how Astrolabe recorded in a run without it', () => {
    const accounts = heat.accounts.filter(({ own }) => own === undefined);
    const figures = figuresOf([summarise('express', ['bare', 'prom-client'], [{ ...heat, accounts }])], false);
    expect(figures.express).not.toHaveProperty('level');
    expect(figures.express?.ownMicros).toEqual({});
  });

  it('is a table for people, with the ratio to OpenTelemetry', () => {
    expect(toTable(summarise('express', VARIANT_NAMES, [heat]))).toMatch(
      /astrolabe +27\.0 +2\.00 +2\.00 … 2\.00 +1\/20\.0/,
    );
  });
});

describe('the proof that a variant was on', () => {
  it('has no doubt when everything that was sent was counted, kept at the full level, and exported', () => {
    expect(heat.accounts.flatMap(doubts)).toEqual([]);
    expect(doubts(account('otel', { spans: 100, metric: 100 }))).toEqual([]);
  });

  it('names the variant that lost one', () => {
    expect(doubts(account('otel', { spans: 99, metric: 100 }))).toEqual([
      'otel on express counted 99 (spans) of 100 requests: what it costs is not known',
    ]);
    expect(doubts(account('astrolabe', { requests: 101 }))[0]).toMatch(/^astrolabe on express counted 101/);
  });

  it('doubts Astrolabe below its full level', () => {
    expect(doubts(account('astrolabe', { requests: 100 }, { own: { ...own, level: 'metrics' } }))).toEqual([
      'astrolabe on express was at level "metrics" and not "full": what it costs is not known',
    ]);
  });

  it('doubts Astrolabe when what was exported is not what was kept', () => {
    const lost = { ...own, kept: 100, exported: 99 };
    expect(doubts(account('astrolabe-all-kept', { requests: 100 }, { own: lost }))).toEqual([
      'astrolabe-all-kept on express kept 100 transactions, and 99 were exported: what it costs is not known',
    ]);
  });

  it('doubts lots that are drawn too rarely, and not the luck of the draw', () => {
    const drawn = (traced: number) => doubts(account('sentry-traces', { sessions: 100 }, { traced }));
    expect([drawn(10), drawn(20)]).toEqual([[], []]);
    expect(drawn(40)).toEqual([
      'sentry-traces on express traced 40 of 100 requests, where 10 were expected: what it costs is not known',
    ]);
  });
});
