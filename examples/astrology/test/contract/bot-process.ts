import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { SETTINGS } from './running-bot.ts';

/** A process as its owner would start it. It ends with the test. */
export interface BotProcess {
  readonly child: ChildProcess;
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  stdout(): string;
  stderr(): string;
  /** Resolves once it has written this. */
  written(pattern: RegExp): Promise<RegExpExecArray>;
  /** Where it listens, once it does. */
  url(): Promise<string>;
}

/** The variables of a bot that is set up right. */
export const ENVIRONMENT = {
  PORT: '0',
  WHATSAPP_APP_SECRET: SETTINGS.appSecret,
  WHATSAPP_VERIFY_TOKEN: SETTINGS.verifyToken,
  WHATSAPP_PHONE_NUMBER_ID: SETTINGS.phoneNumberId,
  WHATSAPP_TOKEN: SETTINGS.accessToken,
};

export const startBotProcess = (main: URL, environment: Readonly<Record<string, string>>): BotProcess => {
  const child = spawn(process.execPath, [fileURLToPath(main)], { env: { PATH: process.env.PATH, ...environment } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk) => {
      output[stream] += String(chunk);
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const written = async (pattern: RegExp) => {
    for (;;) {
      const match = pattern.exec(output.stdout);
      if (match !== null) return match;
      await Promise.race([once(child.stdout, 'data'), ended.then(() => Promise.reject(new Error(output.stderr)))]);
    }
  };
  return {
    child,
    ended,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    written,
    url: async () => `http://127.0.0.1:${(await written(/localhost:(\d+)/))[1]}`,
  };
};
