import { makeBundle } from './bundle.ts';
import { type Consumer, type Program, putAll } from './consumer.ts';

/** Nobody names the routes of a server without a framework. */
const WORKER: Pick<Program, 'visits' | 'environment' | 'expected'> = {
  visits: 1,
  environment: { ASTROLABE_ADMIN_PORT: '0' },
  expected: { requests: Array(2).fill({ 'GET (unmatched) 200': 3, 'GET (unmatched) 404': 1 }) },
};

/** A process for which Node.js itself loads `@astrolabe/node/auto`, by `--import` or `--require`. */
export const preloaded = (name: string, flag: '--import' | '--require', worker: string): Consumer => ({
  name,
  prepare: async (place) => {
    putAll(place, [worker]);
    return [{ ...WORKER, folder: place.folder, parameters: [flag, '@astrolabe/node/auto', worker] }];
  },
});

/** A process that imports it for nothing but its effect, which a bundler must not take for none. */
export const bundledWorker: Consumer = {
  name: 'esbuild, a worker that imports auto',
  prepare: async (place) => {
    putAll(place, ['auto-worker.mjs', 'worker.mjs']);
    return [{ ...WORKER, ...(await makeBundle(place, 'esm', 'auto-worker.mjs')) }];
  },
};
