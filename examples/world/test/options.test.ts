import { describe, expect, it } from 'vitest';
import { readOptions, UsageError } from '../src/demo/options.ts';

describe('the arguments of the demo', () => {
  it('have defaults', () => {
    expect(readOptions([])).toEqual({
      bot: 'express',
      seconds: undefined,
      rate: 20,
      port: 0,
      seed: 1,
      json: false,
      fault: undefined,
      help: false,
    });
  });

  it('are read with the `--` that a package manager passes on', () => {
    const args = ['--', '--bot', 'fastify', '--seconds', '3', '--rate=0.5', '--port', '3000', '--seed=7', '--json'];

    expect(readOptions(args)).toMatchObject({ bot: 'fastify', seconds: 3, rate: 0.5, port: 3000, seed: 7, json: true });
  });

  it('name a fault, the best known of them with a word of its own', () => {
    expect(readOptions(['--fault', 'early-turns']).fault).toBe('early-turns');
    expect(readOptions(['--drop-one']).fault).toBe('drop-one');
  });

  it.each([
    [['--bot', 'koa'], '--bot "koa" is not one of express, fastify'],
    [['--fault', 'all'], '--fault "all" is not one of drop-one, early-turns, double-duplicates'],
    [['--seconds', '0'], '--seconds "0" is not a number from 1 to 86400'],
    [['--seconds', 'ten'], '--seconds "ten" is not a number from 1 to 86400'],
    [['--seconds='], '--seconds "" is not a number from 1 to 86400'],
    [['--rate', '5000'], '--rate "5000" is not a number from 0.1 to 1000'],
    [['--rate', '1e999'], '--rate "1e999" is not a number from 0.1 to 1000'],
    [['--port', '80.5'], '--port 80.5 is not a whole number'],
    [['--second', '3'], "Unknown option '--second'"],
    [['now'], "Unexpected argument 'now'"],
  ])('%j are refused', (args, reason) => {
    expect(() => readOptions(args)).toThrow(UsageError);
    expect(() => readOptions(args)).toThrow(reason);
  });
});
