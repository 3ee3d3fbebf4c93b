import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { chain, type Middleware } from './middleware.js';

const run = (list: readonly Middleware[]) => {
  let outcome: unknown = 'stopped';
  chain(list)({} as IncomingMessage, {} as ServerResponse, (error) => {
    outcome = error ?? 'passed';
  });
  return outcome;
};

describe('a chain of middleware', () => {
  it('runs them in their order, and passes on', () => {
    const seen: number[] = [];
    const step =
      (number: number): Middleware =>
      (_request, _response, next) => {
        seen.push(number);
        next();
      };
    expect(run([step(1), step(2), step(3)])).toBe('passed');
    expect(seen).toEqual([1, 2, 3]);
    expect(run([step(4)])).toBe('passed');
  });

  it('ends where one answers', () => {
    expect(run([(_request, _response, next) => next(), () => undefined])).toBe('stopped');
  });

  it('passes an error on at once', () => {
    const error = new Error('x');
    const unreached: Middleware = () => {
      throw new Error('reached');
    };
    expect(run([(_request, _response, next) => next(error), unreached])).toBe(error);
  });
});
