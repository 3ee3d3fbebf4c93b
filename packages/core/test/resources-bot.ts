// A bot at a known load: it takes 50 ms of CPU ten times a second and holds a known buffer. Once its resources have been sampled it
// tells its parent what its metrics say and what Node says, both of one time.
import { resources, runtime, start } from '@astrolabe/core';

const HELD_BYTES = 100_000_000;
const INTERVAL_MS = 1_000;
const TURN_MS = 100;
const WORK_MS = 50;

const instance = start(runtime(), {
  plugins: [resources()],
  options: { resourceInterval: INTERVAL_MS },
  environment: {},
});
const held = Buffer.alloc(HELD_BYTES, 1);

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};
/** After each turn of work; the last of them within a second are what the sample has seen. */
const readings = [{ atMs: performance.now(), cpuMs: cpuMs() }];

const seriesOf = (name: string) => [...(runtime().metrics.family(name)?.series() ?? [])];
const metricsNow = (): Readonly<Record<string, number>> => {
  const values: Record<string, number> = {};
  for (const { name } of runtime().metrics.families()) {
    const [first] = seriesOf(name);
    if (first?.labels.length === 0 && typeof first.value === 'number') values[name] = first.value;
  }
  return values;
};

const coresUsed = (): number => {
  const now = { atMs: performance.now(), cpuMs: cpuMs() };
  const then = readings.findLast(({ atMs }) => now.atMs - atMs >= INTERVAL_MS) ?? now;
  return (now.cpuMs - then.cpuMs) / (now.atMs - then.atMs);
};

const turn = setInterval(() => {
  const endMs = cpuMs() + WORK_MS;
  while (cpuMs() < endMs);
  readings.push({ atMs: performance.now(), cpuMs: cpuMs() });
  if (seriesOf('astrolabe_cpu_usage_ratio').length === 0) return;
  clearInterval(turn);
  process.send?.({
    coresUsed: coresUsed(),
    metrics: metricsNow(),
    cpuSeconds: cpuMs() / 1_000,
    memory: process.memoryUsage(),
    heldBytes: held.length,
  });
}, TURN_MS);

process.once('message', async () => {
  await instance.stop();
  process.disconnect();
});
