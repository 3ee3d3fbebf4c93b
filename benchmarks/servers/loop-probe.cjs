'use strict';

// Two independent looks at what holds the event loop. The clock also counts what the machine gave to other processes
// meanwhile, and the process's CPU also counts its other threads: what the code took is at most the lesser of both.
// (A thread's own CPU would be the figure; Linux brings it up to date at its ticks only, which are 4 ms apart.)
const { PerformanceObserver } = require('node:perf_hooks');
const { setImmediate: nextTurn } = globalThis;

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

const empty = () => ({ count: 0, heldMs: 0, clockMs: 0 });
let slices = empty();
let turns = empty();
let longestCollectionMs = 0;
let watching = false;

const record = (longest, cpu, clock) => {
  const tookMs = performance.now() - clock;
  longest.count++;
  longest.heldMs = Math.max(longest.heldMs, Math.min(tookMs, cpuMs() - cpu));
  longest.clockMs = Math.max(longest.clockMs, tookMs);
};

/** From the start of every immediate to the end of the microtasks behind it: whoever works in slices is timed. */
const timeImmediates = () => {
  globalThis.setImmediate = (callback, ...rest) => {
    let cpu = 0;
    let clock = 0;
    const immediate = nextTurn(() => {
      cpu = cpuMs();
      clock = performance.now();
      callback(...rest);
    });
    // Node runs immediates in their order, and microtasks after each: so this one runs when that one's work is done.
    nextTurn(() => {
      if (watching && clock > 0) record(slices, cpu, clock);
    });
    return immediate;
  };
};

/** From one turn of the event loop to the next: whatever ran between, slices or not, is in it. */
const timeTurns = () => {
  let cpu = cpuMs();
  let clock = performance.now();
  const turn = () => {
    if (!watching) return;
    record(turns, cpu, clock);
    cpu = cpuMs();
    clock = performance.now();
    nextTurn(turn);
  };
  nextTurn(turn);
};

timeImmediates();
// A collection falls into whatever slice runs when the heap is full: it explains a long one.
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longestCollectionMs = Math.max(longestCollectionMs, duration);
}).observe({ entryTypes: ['gc'] });

exports.watch = () => {
  slices = empty();
  turns = empty();
  longestCollectionMs = 0;
  watching = true;
  timeTurns();
};

/** The longest slice, turn and garbage collection since `watch`. */
exports.longest = () => {
  watching = false;
  return { slices, turns, longestCollectionMs };
};
