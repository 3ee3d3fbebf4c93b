import { expect, it } from 'vitest';
import { parseOverheadOptions } from './options.ts';

it('always measures the bare bot first, whatever is chosen', () => {
  expect(parseOverheadOptions(['--variants', 'astrolabe']).variants).toEqual(['bare', 'astrolabe']);
  expect(parseOverheadOptions(['--quick']).variants).toEqual(['bare', 'astrolabe', 'prom-client', 'otel-3']);
});

it('measures Astrolabe in both ways against those that are named', () => {
  expect(parseOverheadOptions(['--against', 'dd-trace,otel']).variants).toEqual([
    'bare',
    'astrolabe',
    'astrolabe-all-kept',
    'dd-trace',
    'otel',
  ]);
  expect(() => parseOverheadOptions(['--against', 'bare'])).toThrow('--against: "bare" is none of prom-client, otel');
});

it('ends within the seconds that it is given', () => {
  expect(parseOverheadOptions(['--seconds', '90']).withinMs).toBe(90_000);
  expect(parseOverheadOptions([]).withinMs).toBe(Number.POSITIVE_INFINITY);
});

it('names the flag, the value and what it takes when one is wrong', () => {
  expect(() => parseOverheadOptions(['--rounds', 'many'])).toThrow(
    '--rounds is "many"; it takes a whole number from 1',
  );
  expect(() => parseOverheadOptions(['--variants', 'newrelic'])).toThrow(
    '"newrelic" is none of bare, bare-sending, astrolabe',
  );
  expect(() => parseOverheadOptions(['--sabotage', 'none'])).toThrow('"none" is none of bare');
});
