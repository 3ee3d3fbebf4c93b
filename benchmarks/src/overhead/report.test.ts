import { describe, expect, it } from 'vitest';
import type { HeatResult } from './heat.ts';
import { doubt } from './proof.ts';
import { summarise, toJson, toTable } from './report.ts';
import { VARIANTS, type VariantName } from './variants.ts';

const VARIANT_NAMES: readonly VariantName[] = ['bare', 'astrolabe', 'prom-client', 'otel-3'];
const account = (name: VariantName, counted: Readonly<Record<string, number>>) => ({
  framework: 'express' as const,
  variant: VARIANTS[name],
  sent: 100,
  counted,
});
const heat: HeatResult = {
  framework: 'express',
  measurements: [20, 30].flatMap((bare) => [
    { variant: 'bare' as const, micros: bare },
    { variant: 'astrolabe' as const, micros: bare + 2 },
    { variant: 'prom-client' as const, micros: bare + 4.006 },
    { variant: 'otel-3' as const, micros: bare + 40 },
  ]),
  accounts: VARIANT_NAMES.map((name) => account(name, { requests: 100 })),
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

  it('is one line of JSON for programs, in which the one OpenTelemetry of a quick run has the name of its family', () => {
    const result = summarise('express', VARIANT_NAMES, [heat]);
    expect(toJson([result], true)).toBe(
      '{"express":{"bareMicros":25,"addedMicros":{"astrolabe":2,"prom-client":4.01,"otel":40},"sent":400,"counted":400}}',
    );
    expect(JSON.parse(toJson([result], false)).express.addedMicros).toHaveProperty('otel-3', 40);
  });

  it('is a table for people, with the ratio to OpenTelemetry', () => {
    expect(toTable(summarise('express', VARIANT_NAMES, [heat]))).toMatch(
      /astrolabe +27\.0 +2\.00 +2\.00 … 2\.00 +1\/20\.0/,
    );
  });
});

describe('the proof that a variant was on', () => {
  it('has no doubt when everything that was sent was counted', () => {
    expect(doubt(account('otel', { spans: 100, metric: 100 }))).toBeUndefined();
  });

  it('names the variant that lost one', () => {
    expect(doubt(account('otel', { spans: 99, metric: 100 }))).toMatch(/^otel on express counted 99 \(spans\) of 100/);
    expect(doubt(account('astrolabe', { requests: 101 }))).toMatch(/^astrolabe on express counted 101/);
  });
});
