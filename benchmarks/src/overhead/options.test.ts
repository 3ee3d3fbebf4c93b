import { expect, it } from 'vitest';
import { parseOverheadOptions } from './options.ts';

it('always measures the bare bot first, whatever is chosen', () => {
  expect(parseOverheadOptions(['--variants', 'astrolabe']).variants).toEqual(['bare', 'astrolabe']);
  expect(parseOverheadOptions(['--quick']).variants).toEqual(['bare', 'astrolabe', 'prom-client', 'otel-3']);
});

it('names the flag, the value and what it takes when one is wrong', () => {
  expect(() => parseOverheadOptions(['--rounds', 'many'])).toThrow(
    '--rounds is "many"; it takes a whole number from 1',
  );
  expect(() => parseOverheadOptions(['--variants', 'newrelic'])).toThrow('"newrelic" is none of bare, astrolabe');
  expect(() => parseOverheadOptions(['--sabotage', 'none'])).toThrow('"none" is none of bare');
});
