import { afterEach, describe, expect, it } from 'vitest';
import type { RunningBot } from './bot.js';
import { routeShapes } from './express-shapes.js';
import { ENDS, expressVersions, startExpress } from './express-versions.js';

let bot: RunningBot;
afterEach(() => bot.stop());

describe.each(expressVersions)('$name', (version) => {
  it.each(routeShapes)('shows $name as patterns, however a request ends', async ({ define, labels }) => {
    bot = await startExpress(version, (app) => define(app, version));
    const expected: Record<string, number> = {};
    for (const [path, label] of Object.entries(labels(version))) {
      for (const [end, status] of Object.entries(ENDS)) {
        expect(await bot.send(`${path}?as=${end}&phone=447700900123`), `${path} ${end}`).toBe(status);
        const row = `${label} ${status}`;
        expected[row] = (expected[row] ?? 0) + 1;
      }
    }
    expect(await bot.counted()).toEqual(expected);
  });
});
