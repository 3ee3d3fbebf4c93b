import { type BotUnderTest, describeBot } from 'astrology/contract';
import { createBot } from '../src/bot.ts';
import { NAME } from '../src/name.ts';

const bot: BotUnderTest = {
  name: NAME,
  main: new URL('../src/main.ts', import.meta.url),
  start: async (config, limits) => {
    const { app, whenIdle, close } = await createBot({ ...config, queue: undefined }, limits);
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    return {
      url,
      whenIdle,
      close: async () => {
        app.server.closeAllConnections();
        await close();
      },
    };
  },
};

describeBot(bot);
