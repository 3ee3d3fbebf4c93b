import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type SentSpan, startCollector } from './collector.ts';

const folder = fileURLToPath(new URL('../../../../benchmarks/fixtures/neighbours/', import.meta.url));

/** When the other tracer is started: before Astrolabe, after `astrolabe()`, or when the bot listens. */
export type Order = 'before' | 'after' | 'listening';
/** `eager`: Astrolabe takes the place in OpenTelemetry's API at once, by the API itself, as it never does. */
export type AstrolabeIs = 'with' | 'without' | 'eager';

export interface TracedBot {
  /** What has left for the other tracer's collector. */
  readonly spans: readonly SentSpan[];
  readonly output: string;
  readonly metrics: string;
  readonly health: { readonly notes?: readonly string[] };
}

export const REQUESTS = ['/charts/leo', '/charts/libra', '/broken'];

/** Each takes what the other takes; the first runs in its own folder. */
const PROGRAMS = {
  Express: 'traced.cjs',
  Fastify: fileURLToPath(new URL('fixtures/traced-fastify.cjs', import.meta.url)),
};
export type Framework = keyof typeof PROGRAMS;

/** Runs a bot that is traced by somebody else, sends its requests, and reads what came of them. */
export const runTracedBot = async (
  tracer: string,
  order: Order,
  astrolabeIs: AstrolabeIs,
  framework: Framework = 'Express',
): Promise<TracedBot> => {
  const collector = await startCollector();
  const bot = spawn(process.execPath, [PROGRAMS[framework], tracer, order, astrolabeIs], {
    cwd: folder,
    env: { PATH: process.env.PATH, COLLECTOR: collector.url, DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  try {
    return await visit(bot, collector.spans);
  } finally {
    bot.kill('SIGKILL');
    collector.close();
  }
};

const visit = async (bot: ChildProcess, spans: readonly SentSpan[]): Promise<TracedBot> => {
  let output = '';
  for (const stream of [bot.stdout, bot.stderr]) {
    stream?.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const { port } = await nextMessage(bot, () => output);
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  for (const path of REQUESTS) await get(path);
  const flushed = nextMessage(bot, () => output);
  bot.send('flush');
  await flushed;
  // What is asked from here on is traced as well.
  const sent = [...spans];
  const [metrics, health] = [await get('/metrics'), await get('/health')];
  return { spans: sent, output, metrics, health: health.startsWith('{') ? JSON.parse(health) : {} };
};

const nextMessage = async (bot: ChildProcess, output: () => string): Promise<{ readonly port: number }> => {
  const failed = once(bot, 'exit').then(() => Promise.reject(new Error(`the bot ended: ${output()}`)));
  failed.catch(() => undefined);
  const [message] = await Promise.race([once(bot, 'message'), failed]);
  return message;
};
