import type { AddressInfo } from 'node:net';
import { createBot } from './bot.ts';
import { type BotConfig, ConfigurationError, readConfig } from './config.ts';
import { shutDownOnSignal } from './shutdown.ts';

const start = (config: BotConfig): void => {
  const { app, inbox } = createBot(config);
  const server = app.listen(config.port, (error?: Error) => {
    if (error !== undefined) fail(whyNotListening(error, config.port));
    else console.log(`express-bot: listening on http://localhost:${(server.address() as AddressInfo).port}`);
  });
  shutDownOnSignal(server, inbox);
};

const whyNotListening = (error: NodeJS.ErrnoException, port: number): string => {
  if (error.code === 'EADDRINUSE') return `port ${port} is taken; stop what listens there, or set PORT to another port`;
  if (error.code === 'EACCES') return `port ${port} is not allowed to this user; set PORT to one above 1023`;
  return `cannot listen on port ${port}: ${error.message}`;
};

const fail = (message: string): never => {
  for (const line of message.split('\n')) console.error(`express-bot: ${line}`);
  process.exit(1);
};

try {
  start(readConfig(process.env));
} catch (error) {
  if (error instanceof ConfigurationError) fail(error.message);
  throw error;
}
