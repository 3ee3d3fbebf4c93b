import { expect, it } from 'vitest';
import { start } from '../registry.js';
import { isolatedRuntime } from '../testing/isolated-runtime.js';
import { Watches } from './watches.js';

const pool = () => ({
  totalCount: 0,
  idleCount: 0,
  waitingCount: 0,
  options: {},
  query: async () => 'answer',
  on: () => undefined,
  removeListener: () => undefined,
});

it('gives health a check of each client that was named before the start', async () => {
  const { runtime, dispose } = isolatedRuntime();
  runtime.watches.add(pool(), { name: 'main', critical: true });
  runtime.watches.add(pool());
  const { contributions } = start(runtime, { plugins: [], options: { shutdownTimeout: 0 }, environment: {} });
  const { checks } = contributions;
  await dispose();

  expect(checks).toMatchObject([
    { name: 'main:ping', critical: true, componentType: 'datastore' },
    { name: 'pg:ping', critical: false },
  ]);
  expect(await checks[0]?.run(new AbortController().signal)).toEqual({ status: 'pass' });
});

it('tells who listens when a client comes or goes, once each', async () => {
  const { runtime, dispose } = isolatedRuntime();
  start(runtime, { plugins: [], options: { shutdownTimeout: 0 }, environment: {} });
  let changes = 0;
  const end = runtime.watches.onChange(() => changes++);
  const known = pool();
  const unwatch = runtime.watches.add(known);
  runtime.watches.add(known);
  unwatch();
  unwatch();
  end();
  runtime.watches.add(pool());
  await dispose();

  expect(changes).toBe(2);
});

it('leaves a client alone that cannot be watched, and says so', async () => {
  const { runtime, lines, dispose } = isolatedRuntime();
  start(runtime, { plugins: [], options: { shutdownTimeout: 0 }, environment: {} });
  const frozen = Object.freeze(pool());
  runtime.watches.add(frozen);
  await dispose();

  expect(lines.map(({ line }) => line)).toEqual([
    expect.stringContaining('watching a client of pg failed (TypeError)'),
  ]);
});

it('fails the check as the client does', async () => {
  const watches = new Watches();
  watches.add({ ...pool(), query: () => Promise.reject(new Error('away')) });

  await expect(watches.all()[0]?.client.ping()).rejects.toThrow('away');
});

it('refuses an option that it does not have, and says what it was given', () => {
  const misspelt = { critcal: true } as object;
  expect(() => new Watches().add(pool(), misspelt)).toThrow(
    '"critcal" is no option of watch(); there are name and critical',
  );
  expect(() => new Watches().add(undefined)).toThrow('watch() was given undefined;');
});

it.each([[''], ['two words'], [7], ['x'.repeat(65)]])('refuses the name %j', (name) => {
  expect(() => new Watches().add(pool(), { name: name as string })).toThrow(/a name has up to 64 letters/);
});
