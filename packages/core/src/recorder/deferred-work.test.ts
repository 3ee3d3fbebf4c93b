import { beforeEach, describe, expect, it } from 'vitest';
import { createManualClock, type ManualClock } from '../testing/manual-clock.js';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import { DeferredWork } from './deferred-work.js';
import { OverheadMeter } from './overhead-meter.js';

let clock: ManualClock;
let deferred: DeferredWork;
let lines: readonly { readonly line: string }[];
let done: string[];
const note = (text: string) => {
  done.push(text);
};

beforeEach(() => {
  clock = createManualClock();
  const recorded = recordDiagnostics();
  lines = recorded.lines;
  deferred = new DeferredWork(clock, recorded.diagnostics, new OverheadMeter());
  done = [];
});

describe('deferred work', () => {
  it('is done soon, in the order in which it came', () => {
    for (const text of ['a', 'b', 'c']) deferred.add(note, text);
    expect(done).toEqual([]);
    clock.advance(100);
    expect(done).toEqual(['a', 'b', 'c']);
  });

  it('is done at once for who reads, and once', () => {
    deferred.add(note, 'a');
    deferred.flush();
    expect(done).toEqual(['a']);
    clock.advance(1_000);
    expect(done).toEqual(['a']);
  });

  it('does not wait when there is much of it', () => {
    for (let index = 0; index < 1_000; index++) deferred.add(note, 'x');
    clock.advance(0);
    expect(done).toHaveLength(1_000);
  });

  it('may be added while it is being done', () => {
    deferred.add(() => deferred.add(note, 'second'), undefined);
    deferred.flush();
    deferred.flush();
    expect(done).toEqual(['second']);
  });

  it('may read what is read after it', () => {
    deferred.add(() => deferred.flush(), undefined);
    deferred.add(note, 'after');
    deferred.flush();
    expect(done).toEqual(['after']);
  });

  it('goes on behind a step that throws, and says so without its words', () => {
    deferred.add(() => {
      throw new Error('+447700900123');
    }, undefined);
    deferred.add(note, 'after');
    deferred.flush();
    expect(done).toEqual(['after']);
    expect(lines[0]?.line).toContain('deferred bookkeeping failed (Error)');
  });
});
