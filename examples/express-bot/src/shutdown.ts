import type { Server } from 'node:http';
import type { Inbox } from './inbox.ts';

const DEADLINE_MS = 10_000;

/**
 * On SIGTERM or SIGINT: takes nothing new, finishes what is begun, and lets the process end by itself. A second signal,
 * or the deadline, ends it at once.
 */
export const shutDownOnSignal = (server: Server, inbox: Inbox): void => {
  let isShuttingDown = false;
  const shutDown = (signal: NodeJS.Signals) => {
    if (isShuttingDown) process.exit(1);
    isShuttingDown = true;
    console.log(`express-bot: ${signal}, finishing what is begun`);
    setTimeout(giveUp, DEADLINE_MS).unref();
    server.close(() => void inbox.whenIdle().then(() => console.log('express-bot: finished')));
  };
  process.on('SIGTERM', shutDown);
  process.on('SIGINT', shutDown);
};

const giveUp = (): void => {
  console.error(`express-bot: not finished after ${DEADLINE_MS / 1_000} s; what is left is lost`);
  process.exit(1);
};
