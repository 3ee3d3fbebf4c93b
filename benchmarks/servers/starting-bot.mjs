// `node starting-bot.mjs <instrument>`: how long it takes, and what it occupies, until a bot has its middleware.
import { once } from 'node:events';
import express from 'express';
import control from './control.cjs';

const app = express();
const instrument = await import(process.argv[2]);
instrument.installInExpress(app);

const { user, system } = process.cpuUsage();
const reading = {
  elapsedMs: performance.now(),
  cpuMs: (user + system) / 1_000,
  residentBytes: process.memoryUsage.rss(),
};

/** Serves one request, and answers how many the instrument has counted: what is not on costs nothing to start. */
const countOne = async () => {
  app.get('/hello', (_request, response) => {
    instrument.handled?.();
    response.send('hello');
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const headers = { connection: 'close' };
  await (await fetch(`http://127.0.0.1:${server.address().port}/hello`, { headers })).text();
  // It has closed when its last response has.
  server.close();
  await once(server, 'close');
  return instrument.counted?.() ?? 0;
};

control.answerParent({ reading: () => reading, counted: countOne });
