// `node starting-bot.mjs <instrument>`: how long it takes, and what it occupies, until a bot has its middleware.
import express from 'express';
import control from './control.cjs';

const app = express();
const { installInExpress } = await import(process.argv[2]);
installInExpress(app);

const { user, system } = process.cpuUsage();
const reading = {
  elapsedMs: performance.now(),
  cpuMs: (user + system) / 1_000,
  residentBytes: process.memoryUsage.rss(),
};
control.answerParent({ reading: () => reading });
