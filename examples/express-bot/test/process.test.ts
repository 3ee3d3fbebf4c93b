import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startGraphApi } from 'world/graph-api';
import { Platform } from 'world/platform';
import { SETTINGS } from './running-bot.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const ENVIRONMENT = {
  PORT: '0',
  WHATSAPP_APP_SECRET: SETTINGS.appSecret,
  WHATSAPP_VERIFY_TOKEN: SETTINGS.verifyToken,
  WHATSAPP_PHONE_NUMBER_ID: SETTINGS.phoneNumberId,
  WHATSAPP_TOKEN: SETTINGS.accessToken,
};

interface Started {
  readonly bot: ChildProcess;
  readonly ended: Promise<unknown[]>;
  stdout(): string;
  stderr(): string;
  /** Where it listens, once it does. */
  url(): Promise<string>;
}

const start = (environment: Readonly<Record<string, string>>): Started => {
  const bot = spawn(process.execPath, [MAIN], { env: { PATH: process.env.PATH, ...environment } });
  onTestFinished(() => void bot.kill('SIGKILL'));
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    bot[stream].on('data', (chunk) => {
      written[stream] += String(chunk);
    });
  }
  const ended = once(bot, 'close');
  const url = async () => {
    for (;;) {
      const [, port] = /localhost:(\d+)/.exec(written.stdout) ?? [];
      if (port !== undefined) return `http://127.0.0.1:${port}`;
      await Promise.race([once(bot.stdout, 'data'), ended.then(() => Promise.reject(new Error(written.stderr)))]);
    }
  };
  return { bot, ended, stdout: () => written.stdout, stderr: () => written.stderr, url };
};

describe('the bot as a process', () => {
  it('does not start without its variables, and says which', async () => {
    const { ended, stderr } = start({ PORT: 'x' });

    expect((await ended)[0]).toBe(1);
    expect(stderr().trim().split('\n')).toHaveLength(5);
    expect(stderr()).toContain('express-bot: PORT is not a port; set it to a port from 0 to 65535');
    expect(stderr()).toContain('express-bot: WHATSAPP_TOKEN is not set; set it to ');
    expect(stderr()).not.toContain('    at ');
  });

  it('says so when its port is taken', async () => {
    const other = createServer().listen(0);
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { ended, stderr } = start({ ...ENVIRONMENT, PORT: String(port) });

    expect((await ended)[0]).toBe(1);
    expect(stderr()).toBe(`express-bot: port ${port} is taken; stop what listens there, or set PORT to another port\n`);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('finishes what is begun on %s, and ends with 0', async (signal) => {
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
    const { bot, ended, stdout, url } = start({ ...ENVIRONMENT, WHATSAPP_GRAPH_URL: graph.url });
    const platform = new Platform(SETTINGS);
    const message = platform.createMessage('15550100001', { type: 'text', text: { body: 'Hello!' } });
    const { path, headers, body } = platform.messages([[message]], 0);
    const botUrl = await url();
    const response = await fetch(botUrl + path, { method: 'POST', headers, body: new Uint8Array(body) });
    expect(response.status).toBe(200);

    await asked.promise;
    bot.kill(signal);
    await expect.poll(stdout).toContain(`${signal}, finishing what is begun`);
    await expect(fetch(`${botUrl}/webhook`)).rejects.toThrow();
    expect(accepted).toEqual(['read']);
    released.resolve();
    expect((await ended)[0]).toBe(0);
    expect(accepted).toEqual(['read', 'message']);
  });

  it('ends at once on a second signal', async () => {
    const asked = Promise.withResolvers<void>();
    const graph = await startGraphApi({
      ...SETTINGS,
      trouble: () => {
        asked.resolve();
        return { until: new Promise(() => undefined) };
      },
    });
    onTestFinished(() => graph.close());
    const { bot, ended, stdout, url } = start({ ...ENVIRONMENT, WHATSAPP_GRAPH_URL: graph.url });
    const platform = new Platform(SETTINGS);
    const message = platform.createMessage('15550100001', { type: 'text', text: { body: 'Hello!' } });
    const { path, headers, body } = platform.messages([[message]], 0);
    await fetch((await url()) + path, { method: 'POST', headers, body: new Uint8Array(body) });
    await asked.promise;

    bot.kill('SIGTERM');
    await expect.poll(stdout).toContain('finishing what is begun');
    bot.kill('SIGTERM');
    expect((await ended)[0]).toBe(1);
  });
});
