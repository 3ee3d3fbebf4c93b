import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { GRAPH_FAULTS } from 'world/graph-fault';
import { NOW, textFrom } from './messages.ts';
import { type BotUnderTest, isReply, runBot } from './running-bot.ts';

/** What a bot does when the Graph API refuses, hangs, lies or is away. */
export const describeGraphTrouble = (bot: BotUnderTest): void => {
  describe('the Graph API in trouble', () => {
    it('is asked again when it says that this will pass', async () => {
      const faults = [GRAPH_FAULTS.throughput, GRAPH_FAULTS.pairRate, GRAPH_FAULTS.serviceDown];
      const { send, platform, accepted, log, whenIdle } = await runBot(bot, {
        trouble: () => {
          const fault = faults.shift();
          return fault && { fault };
        },
      });
      await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
      await whenIdle();

      expect(accepted.filter(isReply)).toHaveLength(1);
      expect(log).toEqual([]);
    });

    it('is left in peace for as long as it asks for', async () => {
      const pauses: number[] = [];
      const fault = { ...GRAPH_FAULTS.throughput, retryAfterSeconds: 7 };
      const faults = [fault];
      const pause = async (ms: number) => {
        pauses.push(ms);
      };
      const { send, platform, accepted, whenIdle } = await runBot(bot, {
        limits: { graphRetry: { attempts: 3, baseMs: 1, longestMs: 10_000, pause } },
        trouble: () => {
          const next = faults.shift();
          return next && { fault: next };
        },
      });
      await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
      await whenIdle();

      expect(pauses).toEqual([7_000]);
      expect(accepted.filter(isReply)).toHaveLength(1);
    });

    it.each(['tokenExpired', 'windowClosed', 'blocked'] as const)('is not asked again: %s', async (name) => {
      let calls = 0;
      const { send, platform, log, whenIdle } = await runBot(bot, {
        trouble: () => {
          calls++;
          return { fault: GRAPH_FAULTS[name] };
        },
      });
      await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
      await whenIdle();

      expect(calls).toBe(1);
      const { status, code } = GRAPH_FAULTS[name];
      expect(log).toEqual([`${bot.name}: a reply failed: the Graph API answered ${status} with code ${code}`]);
    });

    it('is not asked again when nobody knows whether it has accepted: it hangs up', async () => {
      let calls = 0;
      const { send, platform, log, whenIdle } = await runBot(bot, {
        trouble: () => {
          calls++;
          return { hangUp: true };
        },
      });
      await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
      await whenIdle();

      expect(calls).toBe(1);
      expect(log).toEqual([`${bot.name}: a reply failed: TypeError (UND_ERR_SOCKET)`]);
    });

    it('is given up when it takes too long', async () => {
      const { send, platform, log, whenIdle } = await runBot(bot, {
        limits: { graphTimeoutMs: 50 },
        trouble: () => ({ until: new Promise(() => undefined) }),
      });
      await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
      await whenIdle();

      expect(log).toEqual([`${bot.name}: a reply failed: TimeoutError`]);
    });

    it.each([
      ['with HTML', { html: true }, 'the Graph API answered 502'],
      ['200, and that it failed', { lie: GRAPH_FAULTS.undeliverable }, 'the Graph API answered 200 with code 131026'],
    ] as const)('is not believed when somebody answers %s', async (_what, trouble, reason) => {
      const { send, platform, accepted, log, whenIdle } = await runBot(bot, { trouble: () => trouble });
      await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
      await whenIdle();

      expect(log).toEqual([`${bot.name}: a reply failed: ${reason}`]);
      expect(accepted.filter(isReply)).toEqual([]);
    });

    it('is away: webhooks are acknowledged all the same, and the bot lives on', async () => {
      const { send, platform, log, whenIdle } = await runBot(bot, { config: { graphUrl: await unusedUrl() } });

      expect((await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW))).status).toBe(200);
      await whenIdle();
      expect(log).toEqual([
        `${bot.name}: the typing indicator failed: TypeError (ECONNREFUSED)`,
        `${bot.name}: a reply failed: TypeError (ECONNREFUSED)`,
      ]);
      expect((await send(platform.verification())).status).toBe(200);
    });

    it('leaves no number, name or text in the log', async () => {
      const told: string[] = [];
      const { send, platform, log, whenIdle } = await runBot(bot, {
        trouble: (outbound) => {
          told.push(JSON.stringify(outbound));
          return { fault: GRAPH_FAULTS.undeliverable };
        },
      });
      await send(platform.messages([[textFrom(platform, 'my secret is 12 April 1990')]], NOW));
      await whenIdle();

      expect(log).toHaveLength(1);
      expect(log.join()).not.toMatch(/15550100001|wamid|secret|April|User/);
      expect(told.join(), 'what the log must not have is there to be found').toMatch(/15550100001.*wamid/);
    });
  });
};

/** An address that nobody listens on. */
const unusedUrl = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return `http://127.0.0.1:${port}`;
};
