'use strict';

// Two independent looks at what holds the event loop. The clock also counts what the machine gave to other processes
// meanwhile, and the process's CPU also counts its other threads: what the code took is at most the lesser of both.
// (A thread's own CPU would be the figure; Linux brings it up to date at its ticks only, which are 4 ms apart.)
const { PerformanceObserver } = require('node:perf_hooks');
const { setImmediate: nextTurn } = globalThis;

const HELD_MS = 10;

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

let watching = false;
/** Each with its start and its end by the clock, and what it took. */
let slices = [];
let collections = [];
let turns = { count: 0, heldMs: 0 };

/** From the start of every immediate to the end of the microtasks behind it: whoever works in slices is timed. */
const timeImmediates = () => {
  globalThis.setImmediate = (callback, ...rest) => {
    let cpu = 0;
    let startMs = 0;
    const immediate = nextTurn(() => {
      cpu = cpuMs();
      startMs = performance.now();
      callback(...rest);
    });
    // Node runs immediates in their order, and microtasks after each: so this one runs when that one's work is done.
    nextTurn(() => {
      if (!watching || startMs === 0) return;
      const endMs = performance.now();
      slices.push({ startMs, endMs, heldMs: Math.min(endMs - startMs, cpuMs() - cpu) });
    });
    return immediate;
  };
};

/** From one turn of the event loop to the next: whatever ran between, slices or not, is in it. */
const timeTurns = () => {
  let cpu = cpuMs();
  let startMs = performance.now();
  const turn = () => {
    if (!watching) return;
    const tookMs = performance.now() - startMs;
    turns.count++;
    turns.heldMs = Math.max(turns.heldMs, Math.min(tookMs, cpuMs() - cpu));
    cpu = cpuMs();
    startMs = performance.now();
    nextTurn(turn);
  };
  nextTurn(turn);
};

/** How much of a slice went into the collections of garbage that fell into it. */
const collectingMs = ({ startMs, endMs }) =>
  collections.reduce((sum, { startTime, duration }) => {
    return sum + Math.max(0, Math.min(endMs, startTime + duration) - Math.max(startMs, startTime));
  }, 0);

/** The negative control: every slice of whoever works in slices takes longer than it may. */
exports.holdEverySlice = () => {
  const { setImmediate: timed } = globalThis;
  globalThis.setImmediate = (callback, ...rest) =>
    timed(() => {
      const endMs = performance.now() + HELD_MS;
      while (performance.now() < endMs);
      callback(...rest);
    });
};

timeImmediates();
const observer = new PerformanceObserver((list) => collections.push(...list.getEntries()));
observer.observe({ entryTypes: ['gc'] });

exports.watch = () => {
  slices = [];
  collections = [];
  turns = { count: 0, heldMs: 0 };
  watching = true;
  timeTurns();
};

const longestOf = (values) => values.reduce((longest, value) => Math.max(longest, value), 0);

/** The longest slices and turns since `watch`. */
exports.longest = async () => {
  watching = false;
  // Entries come in a turn of their own.
  await new Promise((resolve) => nextTurn(resolve));
  collections.push(...observer.takeRecords());
  return {
    turns,
    slices: {
      count: slices.length,
      heldMs: longestOf(slices.map(({ heldMs }) => heldMs)),
      ownMs: longestOf(slices.map((slice) => Math.max(0, slice.heldMs - collectingMs(slice)))),
    },
  };
};
