import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startGraphApi } from 'world/graph-api';
import type { WebhookRequest } from 'world/platform';
import { ENVIRONMENT, startBotProcess } from './bot-process.ts';
import { textWebhook } from './messages.ts';
import { type BotUnderTest, SETTINGS } from './running-bot.ts';

/** A Graph API that takes a message only when it is told to. */
const startSlowGraph = async () => {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const accepted: string[] = [];
  const graph = await startGraphApi({
    ...SETTINGS,
    accepted: ({ kind }) => accepted.push(kind),
    trouble: () => {
      asked.resolve();
      return { until: released.promise };
    },
  });
  onTestFinished(() => graph.close());
  return { url: graph.url, accepted, asked: asked.promise, release: released.resolve };
};

const post = (url: string, { path, headers, body }: WebhookRequest): Promise<Response> =>
  fetch(url + path, { method: 'POST', headers, body: new Uint8Array(body) });

/** How a bot starts and ends. */
export const describeProcess = ({ name, main }: BotUnderTest): void => {
  describe('the bot as a process', () => {
    it('does not start without its variables, and says which', async () => {
      const { ended, stderr } = startBotProcess(main, { PORT: 'x' });

      expect(await ended).toBe(1);
      expect(stderr().trim().split('\n')).toHaveLength(5);
      expect(stderr()).toContain(`${name}: PORT is not a port; set it to a port from 0 to 65535`);
      expect(stderr()).toContain(`${name}: WHATSAPP_TOKEN is not set; set it to `);
      expect(stderr()).not.toContain('    at ');
    });

    it('says so when its port is taken', async () => {
      const other = createServer().listen(0);
      onTestFinished(() => void other.close());
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const { ended, stderr } = startBotProcess(main, { ...ENVIRONMENT, PORT: String(port) });

      expect(await ended).toBe(1);
      expect(stderr()).toBe(`${name}: port ${port} is taken; stop what listens there, or set PORT to another port\n`);
    });

    it.each(['SIGTERM', 'SIGINT'] as const)('finishes what is begun on %s, and ends with 0', async (signal) => {
      const graph = await startSlowGraph();
      const { child, ended, written, url } = startBotProcess(main, { ...ENVIRONMENT, WHATSAPP_GRAPH_URL: graph.url });
      const botUrl = await url();
      expect((await post(botUrl, textWebhook('Hello!'))).status).toBe(200);

      await graph.asked;
      child.kill(signal);
      await written(new RegExp(`${signal}, finishing what is begun`));
      await expect(fetch(`${botUrl}/webhook`)).rejects.toThrow();
      expect(graph.accepted).toEqual(['read']);
      graph.release();
      expect(await ended).toBe(0);
      expect(graph.accepted).toEqual(['read', 'message']);
    });

    it('ends at once on a second signal', async () => {
      const graph = await startSlowGraph();
      const { child, ended, written, url } = startBotProcess(main, { ...ENVIRONMENT, WHATSAPP_GRAPH_URL: graph.url });
      await post(await url(), textWebhook('Hello!'));
      await graph.asked;

      child.kill('SIGTERM');
      await written(/finishing what is begun/);
      child.kill('SIGTERM');
      expect(await ended).toBe(1);
    });
  });
};
