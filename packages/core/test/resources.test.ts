import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism, platform } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type MetricStore, resources, start } from '@astrolabe/core';
import { createManualClock, type IsolatedRuntime, isolatedRuntime, type ManualClock } from '@astrolabe/core/testing';
import client from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRuntime } from '../src/runtime.js';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const isLinux = platform() === 'linux';

let clock: ManualClock;
let isolated: IsolatedRuntime;
beforeEach(() => {
  clock = createManualClock();
  isolated = isolatedRuntime({ clock });
});
afterEach(() => isolated.dispose());

const startResources = (options: Readonly<Record<string, unknown>> = {}) =>
  start(isolated.runtime, { plugins: [resources()], options: { log: 'none', ...options }, environment: {} });

interface Shape {
  readonly name: string;
  readonly type: string;
  /** Of all its series together. */
  readonly labels: readonly string[];
}

const ourShapes = (metrics: MetricStore): readonly Shape[] =>
  [...metrics.families()].map((family) => ({
    name: family.name,
    type: family.type,
    labels: labelNames([...family.series()].map(({ labels }) => Object.fromEntries(labels))),
  }));

/** The default metrics of the prom-client that bots have. */
const defaultShapes = async (): Promise<readonly Shape[]> => {
  const register = new client.Registry();
  client.collectDefaultMetrics({ register });
  const families = await register.getMetricsAsJSON();
  return families.map(({ name, type, values }) => ({
    name,
    type: String(type),
    labels: labelNames(values.map(({ labels }) => labels)),
  }));
};

const labelNames = (labels: readonly object[]): readonly string[] =>
  [...new Set(labels.flatMap((each) => Object.keys(each)))].filter((name) => name !== 'le').sort();

/** What is not there, or is there otherwise. A family that has no series yet shows no labels. */
const differences = (theirs: readonly Shape[], ours: readonly Shape[]): readonly string[] =>
  theirs.flatMap(({ name, type, labels }) => {
    const own = ours.find((shape) => shape.name === name);
    if (own === undefined) return [`${name} is missing`];
    if (own.type !== type) return [`${name} is a ${own.type}, and no ${type}`];
    const isSame = labels.length === 0 || own.labels.length === 0 || String(own.labels) === String(labels);
    return isSame ? [] : [`${name} has the labels ${own.labels}, and not ${labels}`];
  });

describe('the names', () => {
  it.runIf(isLinux)("have every one of prom-client's default metrics, with its type and labels", async () => {
    startResources();
    clock.advance(1_000);
    const theirs = await defaultShapes();
    expect(theirs.length).toBeGreaterThan(25);
    expect(differences(theirs, ourShapes(isolated.runtime.metrics))).toEqual([]);
    const labelled = ourShapes(isolated.runtime.metrics).filter(({ labels }) => labels.length > 0);
    expect(Object.fromEntries(labelled.map(({ name, labels }) => [name, labels]))).toMatchObject({
      nodejs_active_handles: ['type'],
      nodejs_gc_duration_seconds: ['kind'],
      nodejs_heap_space_size_used_bytes: ['space'],
      nodejs_version_info: ['major', 'minor', 'patch', 'version'],
    });
  });

  it('are seen to differ when a family is missing, of another type or labelled otherwise', () => {
    const theirs = [
      { name: 'a', type: 'gauge', labels: [] },
      { name: 'b_total', type: 'counter', labels: [] },
      { name: 'c', type: 'gauge', labels: ['space'] },
    ];
    const ours = [
      { name: 'b_total', type: 'gauge', labels: [] },
      { name: 'c', type: 'gauge', labels: ['kind'] },
    ];
    expect(differences(theirs, ours)).toEqual([
      'a is missing',
      'b_total is a gauge, and no counter',
      'c has the labels kind, and not space',
    ]);
  });

  it('of ours are none of cAdvisor', () => {
    startResources();
    expect(ourShapes(isolated.runtime.metrics).filter(({ name }) => name.startsWith('container_'))).toEqual([]);
  });
});

describe('the timer', () => {
  it('is one, whatever is loaded twice, and begins when the bot has started', async () => {
    const without = createManualClock();
    const other = createRuntime({ clock: without, diagnostics: isolated.runtime.diagnostics });
    const otherInstance = start(other, { plugins: [], options: { log: 'none' }, environment: {} });
    const instance = startResources();
    expect(clock.pending).toBe(without.pending + 1);
    expect(startResources()).toBe(instance);
    expect(clock.pending).toBe(without.pending + 1);
    await otherInstance.stop();
  });

  it('ends with the instance, and nothing is sampled after that', async () => {
    const instance = startResources();
    clock.advance(60_000);
    const { metrics } = isolated.runtime;
    const utilization = () => [...(metrics.family('nodejs_eventloop_utilization_ratio')?.series() ?? [])].length;
    expect(utilization()).toBe(1);
    await instance.stop();
    expect(clock.pending).toBe(0);
    clock.advance(60_000);
    expect(utilization()).toBe(0);
  });

  it('is set by its option, and a wrong one is refused', () => {
    startResources({ resourceInterval: '30s' });
    const ratio = () => [...(isolated.runtime.metrics.family('astrolabe_cpu_usage_ratio')?.series() ?? [])].length;
    clock.advance(30_999);
    expect(ratio()).toBe(0);
    clock.advance(1);
    expect(ratio()).toBe(1);
    expect(() => startResources({ resourceInterval: '10ms' })).toThrow(/resourceInterval.*1s to 5m/);
  });
});

interface Report {
  readonly metrics: Readonly<Record<string, number>>;
  readonly cpuSeconds: number;
  readonly coresUsed: number;
  readonly memory: NodeJS.MemoryUsage;
  readonly heldBytes: number;
}

describe.runIf(isLinux)('a bot at a known load', () => {
  let bot: ChildProcess;
  let report: Report;
  let kernelStatus: string;
  beforeAll(async () => {
    const hooks = pathToFileURL(file('../../prometheus/test/fixtures/source-hooks.mjs')).href;
    bot = fork(file('resources-bot.ts'), { execArgv: ['--no-warnings', '--import', hooks], env: {} });
    report = (await once(bot, 'message'))[0] as Report;
    kernelStatus = readFileSync(`/proc/${bot.pid}/status`, 'utf8');
  });
  afterAll(async () => {
    const exited = once(bot, 'exit');
    bot.send('stop');
    expect(await exited).toEqual([0, null]);
  });
  const of = (name: string): number => report.metrics[name] ?? Number.NaN;

  it('shows the CPU that Node says it took', () => {
    expect(of('process_cpu_seconds_total')).toBeCloseTo(report.cpuSeconds, 1);
    const parts = of('process_cpu_user_seconds_total') + of('process_cpu_system_seconds_total');
    expect(parts).toBeCloseTo(of('process_cpu_seconds_total'));
    const coresUsed = of('astrolabe_cpu_usage_ratio') * of('astrolabe_cpu_limit_cores');
    expect(report.coresUsed).toBeGreaterThan(0);
    expect(coresUsed).toBeGreaterThan(0.5 * report.coresUsed);
    // With a quota the whole container is measured, and more may run in it.
    if (of('astrolabe_cpu_limit_cores') === availableParallelism())
      expect(coresUsed).toBeLessThan(2 * report.coresUsed);
  });

  it('shows the memory that Node and the kernel say it takes', () => {
    const { rss, heapUsed, external } = report.memory;
    const kernelBytes = Number(/VmRSS:\s+(\d+)/.exec(kernelStatus)?.[1]) * 1_024;
    expect(of('process_resident_memory_bytes') / kernelBytes).toBeCloseTo(1, 1);
    expect(of('process_resident_memory_bytes') / rss).toBeCloseTo(1, 1);
    expect(of('process_resident_memory_bytes')).toBeGreaterThan(report.heldBytes);
    expect(of('nodejs_heap_size_used_bytes') / heapUsed).toBeCloseTo(1, 1);
    expect(of('nodejs_external_memory_bytes') / external).toBeCloseTo(1, 1);
    expect(of('astrolabe_memory_usage_ratio')).toBeCloseTo(rss / of('astrolabe_memory_limit_bytes'));
  });

  it('shows an event loop that works, and is late because of it', () => {
    expect(of('nodejs_eventloop_utilization_ratio')).toBeGreaterThan(0.2);
    expect(of('nodejs_eventloop_lag_max_seconds')).toBeGreaterThan(0);
  });
});
