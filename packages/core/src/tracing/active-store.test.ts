import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { ActiveContext } from './active-context.js';
import { ActiveStore } from './active-store.js';

const CONTEXT = {} as ActiveContext;

/** What is active in a turn that was asked for while the context was. */
const later = async (store: ActiveStore): Promise<ActiveContext | undefined> => {
  await nextTurn();
  return store.get();
};
const runLater = (store: ActiveStore) => store.run(CONTEXT, () => later(store), undefined, []);

it('is active in what was begun in it', async () => {
  expect(await runLater(new ActiveStore())).toBe(CONTEXT);
});

it('is active nowhere once it is forgotten, not in what was begun before either', async () => {
  const store = new ActiveStore();
  const before = runLater(store);
  store.forget();
  expect(await before).toBeUndefined();
  expect(await runLater(store)).toBe(CONTEXT);
});
