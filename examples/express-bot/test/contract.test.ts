import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type BotUnderTest, describeBot } from 'astrology/contract';
import { createBot, NAME } from '../src/bot.ts';

const bot: BotUnderTest = {
  name: NAME,
  main: new URL('../src/main.ts', import.meta.url),
  start: async (config, limits) => {
    const { app, inbox } = createBot(config, limits);
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      whenIdle: () => inbox.whenIdle(),
      close: async () => {
        server.close();
        server.closeAllConnections();
      },
    };
  },
};

describeBot(bot);
