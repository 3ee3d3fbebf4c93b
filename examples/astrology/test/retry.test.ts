import { describe, expect, it } from 'vitest';
import { GraphError, judgeGraphFailure, retryAfterMs } from '../src/graph/graph-error.ts';
import { type RetryOptions, retry, type Verdict } from '../src/graph/retry.ts';

const failing = (times: number) => {
  let calls = 0;
  return async () => {
    calls++;
    if (calls <= times) throw new Error(`failure ${calls}`);
    return calls;
  };
};

const setUp = (further: Partial<RetryOptions> = {}) => {
  const pauses: number[] = [];
  const pause = async (ms: number) => {
    pauses.push(ms);
  };
  const options: RetryOptions = { attempts: 4, baseMs: 100, longestMs: 1_000, pause, random: () => 1, ...further };
  return { pauses, options };
};
const temporary = (): Verdict => ({ temporary: true });

describe('trying again', () => {
  it('pauses twice as long every time, and never longer than the longest', async () => {
    const { pauses, options } = setUp({ attempts: 6 });

    expect(await retry(failing(5), temporary, options)).toBe(6);
    expect(pauses).toEqual([100, 200, 400, 800, 1_000]);
  });

  it('gives up after the last attempt, with the last failure', async () => {
    const { options } = setUp();

    await expect(retry(failing(9), temporary, options)).rejects.toThrow('failure 4');
  });

  it('does not try again what will not pass', async () => {
    const { pauses, options } = setUp();

    await expect(retry(failing(1), () => ({ temporary: false }), options)).rejects.toThrow('failure 1');
    expect(pauses).toEqual([]);
  });

  it('waits as long as it is told', async () => {
    const { pauses, options } = setUp();
    await retry(failing(1), () => ({ temporary: true, retryAfterMs: 700 }), options);

    expect(pauses).toEqual([700]);
  });

  it('does not wait longer than the longest pause, whoever asks for it', async () => {
    const { options } = setUp();
    const judge = () => ({ temporary: true, retryAfterMs: 3_600_000 });

    await expect(retry(failing(1), judge, options)).rejects.toThrow('failure 1');
  });
});

describe('a failure of the Graph API', () => {
  it.each([
    [429, 130_429],
    [400, 131_056],
    [400, 80_007],
    [500, undefined],
    [503, 2],
    [429, undefined],
  ])('passes: %i with code %s', (status, code) => {
    expect(judgeGraphFailure(new GraphError(status, code, undefined)).temporary).toBe(true);
  });

  it.each([
    [400, 131_047],
    [400, 131_026],
    [401, 190],
    [403, 368],
    [404, undefined],
    [504, undefined],
  ])('does not pass: %i with code %s', (status, code) => {
    expect(judgeGraphFailure(new GraphError(status, code, undefined)).temporary).toBe(false);
  });

  it('passes when the request was not taken, and not when nobody knows', () => {
    const failed = (code: string) => new TypeError('fetch failed', { cause: { code } });

    expect(judgeGraphFailure(failed('ECONNREFUSED')).temporary).toBe(true);
    expect(judgeGraphFailure(failed('UND_ERR_SOCKET')).temporary).toBe(false);
    expect(judgeGraphFailure(new DOMException('', 'TimeoutError')).temporary).toBe(false);
    expect(judgeGraphFailure(null).temporary).toBe(false);
  });
});

describe('Retry-After', () => {
  const NOW = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    ['3', 3_000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j is a pause of %s ms', (header, ms) => {
    expect(retryAfterMs(header, NOW)).toBe(ms);
  });
});
