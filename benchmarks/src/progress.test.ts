import { expect, it } from 'vitest';
import { createProgress } from './progress.ts';

it('rewrites one line on a terminal, and clears it at the end', () => {
  const written: string[] = [];
  const progress = createProgress({ isTTY: true, write: (text) => written.push(text) });
  progress.show('round 1');
  progress.done();
  expect(written).toEqual(['\r\x1b[2Kround 1', '\r\x1b[2K']);
});

it('writes a line now and then where there is no terminal', () => {
  const written: string[] = [];
  let nowMs = 0;
  const progress = createProgress({ write: (text) => written.push(text) }, () => nowMs);
  for (const second of [1, 9, 11, 12, 30]) {
    nowMs = second * 1_000;
    progress.show(`after ${second} s`);
  }
  progress.done();
  expect(written).toEqual(['after 11 s\n', 'after 30 s\n']);
});
