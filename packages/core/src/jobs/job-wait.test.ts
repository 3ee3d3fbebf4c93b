import { describe, expect, it } from 'vitest';
import { waitOf } from './job-wait.js';

const BEGUN = 1_700_000_000_000;
const job = (agoMs: number, delay?: number) => ({
  name: 'x',
  timestamp: BEGUN - agoMs,
  attemptsStarted: 1,
  opts: delay === undefined ? {} : { delay },
});

describe('the wait of a job', () => {
  it('begins when it was added', () => {
    expect(waitOf({ begunMs: BEGUN, attempt: 1, sentMs: undefined, job: job(700) })).toEqual([
      ['delay', 0],
      ['wait', 700],
    ]);
  });

  it('has a delay that was asked for as a part of its own', () => {
    expect(waitOf({ begunMs: BEGUN, attempt: 1, sentMs: undefined, job: job(700, 500) })).toEqual([
      ['delay', 500],
      ['wait', 200],
    ]);
  });

  it('is a delay as a whole for a job that was promoted', () => {
    expect(waitOf({ begunMs: BEGUN, attempt: 1, sentMs: undefined, job: job(300, 500) })).toEqual([
      ['delay', 300],
      ['wait', 0],
    ]);
  });

  it("is never negative, whatever the sender's clock says", () => {
    expect(waitOf({ begunMs: BEGUN, attempt: 1, sentMs: BEGUN + 50, job: undefined })).toEqual([['wait', 0]]);
    expect(waitOf({ begunMs: BEGUN, attempt: 1, sentMs: undefined, job: job(-50, 500) })).toEqual([
      ['delay', 0],
      ['wait', 0],
    ]);
    expect(waitOf({ begunMs: BEGUN, attempt: 1, sentMs: undefined, job: job(Number.NaN, -1) })).toEqual([
      ['delay', 0],
      ['wait', 0],
    ]);
  });

  it('is not known of a later attempt, nor of one whose number is not known', () => {
    expect(waitOf({ begunMs: BEGUN, sentMs: BEGUN - 1_000, attempt: 2, job: job(9_000) })).toEqual([]);
    expect(waitOf({ begunMs: BEGUN, sentMs: BEGUN - 1_000, attempt: undefined, job: undefined })).toEqual([]);
  });

  it('is not told apart from a delay where the worker is not watched', () => {
    expect(waitOf({ begunMs: BEGUN, attempt: 1, sentMs: BEGUN - 700, job: undefined })).toEqual([['wait', 700]]);
  });

  it("is not known of metadata that are older than a day: a scheduler's jobs have those of the first", () => {
    expect(waitOf({ begunMs: BEGUN, attempt: 1, sentMs: BEGUN - 86_400_001, job: undefined })).toEqual([]);
    expect(waitOf({ begunMs: BEGUN, attempt: 1, sentMs: BEGUN - 86_400_000, job: undefined })).toEqual([
      ['wait', 86_400_000],
    ]);
  });
});
