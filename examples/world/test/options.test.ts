import { describe, expect, it } from 'vitest';
import { readOptions, UsageError } from '../src/demo/options.ts';

describe('the arguments of the demo', () => {
  it('have defaults', () => {
    expect(readOptions([])).toEqual({
      seconds: undefined,
      rate: 20,
      port: 0,
      json: false,
      dropOne: false,
      help: false,
    });
  });

  it('are read with the `--` that a package manager passes on', () => {
    const args = ['--', '--seconds', '3', '--rate=0.5', '--port', '3000', '--json', '--drop-one'];

    expect(readOptions(args)).toMatchObject({ seconds: 3, rate: 0.5, port: 3000, json: true, dropOne: true });
  });

  it.each([
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
