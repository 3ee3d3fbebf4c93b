import { shutDownOnSignal, startOrExplain } from 'astrology';
import { createBot } from './bot.ts';
import { readWebConfig } from './config.ts';
import { listen } from './listen.ts';
import { NAME } from './name.ts';

await startOrExplain(NAME, async () => {
  const config = readWebConfig(process.env);
  const bot = await createBot(config);
  shutDownOnSignal({ name: NAME, finish: () => bot.close() });
  console.log(`${NAME}: listening on http://localhost:${await listen(bot.app, config.port)}`);
});
