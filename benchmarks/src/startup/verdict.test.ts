import { describe, expect, it } from 'vitest';
import { complaints, type Reading } from './verdict.ts';

const reading = (elapsedMs: number, megabytes: number, counted = 1): Reading => ({
  elapsedMs,
  cpuMs: elapsedMs,
  residentBytes: megabytes * 1_000_000,
  counted,
});
const bare = [80, 90, 85, 200].map((ms) => reading(ms, 60));
const added = (ms: readonly number[], megabytes: number): Reading[] =>
  bare.map(({ elapsedMs }, round) => reading(elapsedMs + (ms[round] ?? 0), 60 + megabytes));

describe('the verdict on the start', () => {
  it('is content within both targets, though the machine was busy in some rounds', () => {
    expect(complaints(bare, added([30, 31, 400, 32], 8))).toEqual([]);
  });

  it('complains of a start that is later than 40 ms in most rounds', () => {
    expect(complaints(bare, added([41, 45, 300, 41], 8))).toEqual([
      'astrolabe added 41.0 ms or more to three of four starts; at most 40 are allowed',
    ]);
  });

  it('complains of more than 12 MB', () => {
    expect(complaints(bare, added([30, 30, 30, 30], 13))).toEqual([
      'astrolabe added 13.0 MB or more to three of four starts; at most 12 are allowed',
    ]);
  });

  it('does not believe in a start after which a request was not counted', () => {
    expect(complaints(bare, [...added([1, 1, 1], 0).slice(0, 3), reading(201, 60, 0)])).toEqual([
      'astrolabe counted 0 of 1 request: what its start costs is not known',
    ]);
  });
});
