import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ListeningError, readConfig, shutDownOnSignal, startOrExplain } from 'astrology';
import { createBot, NAME } from './bot.ts';

await startOrExplain(NAME, async () => {
  const config = readConfig(process.env);
  const { app, inbox } = createBot(config);
  const server = app.listen(config.port, (error?: Error) => {
    if (error === undefined)
      console.log(`${NAME}: listening on http://localhost:${(server.address() as AddressInfo).port}`);
  });
  shutDownOnSignal({
    name: NAME,
    finish: async () => {
      const closed = once(server, 'close');
      server.close();
      await closed;
      await inbox.whenIdle();
    },
  });
  await once(server, 'listening').catch((error: Error) => {
    throw new ListeningError(error, config.port);
  });
});
