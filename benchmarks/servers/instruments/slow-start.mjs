// The negative control: Astrolabe, with a start that nobody could overlook.
import { counted, installInExpress as install } from './astrolabe.mjs';

const BURDEN_MS = 200;
const BURDEN_BYTES = 64_000_000;

const occupied = Buffer.alloc(BURDEN_BYTES, 1);

export const installInExpress = (app) => {
  const endMs = performance.now() + BURDEN_MS;
  while (performance.now() < endMs);
  app.set('occupied', occupied);
  install(app);
};
export { counted };
