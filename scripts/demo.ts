// Builds what is out of date, and runs a bot in its world: see `pnpm demo --help`.
import { fileURLToPath } from 'node:url';
import { demo } from '../examples/world/src/demo/main.ts';
import { buildStale } from './build/build-stale.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

process.exitCode = await demo(process.argv.slice(2), {
  prepare: (signal, progress) => buildStale({ root, signal, progress }),
});
