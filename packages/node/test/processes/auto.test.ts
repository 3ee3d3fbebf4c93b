import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type BotProcess, endedBy, startProcess } from './bot-process.ts';

const AUTO = '@astrolabe/node/auto';
const START_LINE = /^astrolabe \S+ · auto · .*$/m;
const ANY_PORT = { ASTROLABE_ADMIN_PORT: '0' };

const startWorker = (parameters: readonly string[], environment: Readonly<Record<string, string>> = ANY_PORT) =>
  startProcess('worker.mjs', { imports: [AUTO], parameters, environment });
const adminUrl = async (bot: BotProcess) => {
  const [, address] = await bot.written(/private endpoints: .*on (\S+:\d+)/);
  return `http://${address}`;
};
const startLines = (bot: BotProcess) => bot.stdout().match(/^astrolabe \S+ ·.*$/gm) ?? [];

const listenSomewhere = async (): Promise<Server> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};
const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** A port that something else has. */
const takenPort = async (): Promise<number> => {
  const other = await listenSomewhere();
  onTestFinished(() => void other.close());
  return portOf(other);
};
const freePort = async (): Promise<number> => {
  const server = await listenSomewhere();
  const port = portOf(server);
  server.close();
  return port;
};

describe('a worker that is started with --import @astrolabe/node/auto', () => {
  it('serves its health and its metrics on the admin port, and says so once', async () => {
    const worker = startWorker(['stays']);
    const url = await adminUrl(worker);
    const [health, metrics] = await Promise.all(['/health', '/metrics'].map((path) => fetch(url + path)));
    expect([health?.status, metrics?.status]).toEqual([200, 200]);
    expect(await metrics?.text()).toMatch(/^jobs_total 3$/m);
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toEqual(endedBy('SIGTERM'));
    expect(startLines(worker)).toEqual([expect.stringMatching(START_LINE)]);
    expect(worker.stderr()).toBe('');
  });

  it('ends when it has nothing to do, with its own exit code, and has said its line', async () => {
    const worker = startWorker(['fails']);
    expect(await worker.ended).toEqual({ code: 3, signal: null });
    expect(startLines(worker)).toHaveLength(1);
  });

  it('is closed where other machines can come in, until there is a token', async () => {
    const environment = { ...ANY_PORT, ASTROLABE_ADMIN_HOST: '::' };
    const [closed, open] = [environment, { ...environment, ASTROLABE_TOKEN: 'hunter2' }].map((each) =>
      startWorker(['stays'], each),
    ) as [BotProcess, BotProcess];
    const [, port] = await closed.written(/on \[::\]:(\d+)/);
    const metricsOf = async (url: string, token: string) =>
      (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await metricsOf(`http://[::1]:${port}`, 'hunter2')).toBe(404);
    expect(closed.stderr()).toContain('[ASTROLABE_ADMIN_PORT_CLOSED]');

    const [, openPort] = await open.written(/on \[::\]:(\d+)/);
    expect(await metricsOf(`http://[::1]:${openPort}`, 'hunter2')).toBe(200);
    expect(await metricsOf(`http://[::1]:${openPort}`, 'hunter3')).toBe(401);
  });

  it('goes on without the port when another process has it, and says how to move its own', async () => {
    const port = await takenPort();
    const worker = startWorker(['fails'], { ASTROLABE_ADMIN_PORT: String(port) });
    expect(await worker.ended).toEqual({ code: 3, signal: null });
    expect(worker.stderr()).toMatch(
      new RegExp(`the admin port 127.0.0.1:${port} could not be opened \\(EADDRINUSE\\); set ASTROLABE_ADMIN_PORT to `),
    );
    expect(startLines(worker).join()).not.toContain(String(port));
  });

  it.each([
    ['all of them', [AUTO], [], 3],
    ['the workers alone', [], ['imports-auto'], 2],
  ])(
    'has one port in a cluster, which is not shared, and tells the others: in %s',
    async (_who, imports, features, of) => {
      const port = await freePort();
      const parameters = [...features, 'cluster', 'stays'];
      const environment = { ASTROLABE_ADMIN_PORT: String(port) };
      const primary = startProcess('worker.mjs', { imports, parameters, environment });
      await primary.written(new RegExp(`(?:· auto ·[\\s\\S]*){${of}}`));
      expect(startLines(primary).filter((line) => line.includes(`on 127.0.0.1:${port}`))).toHaveLength(1);
      await primary.written(new RegExp(`(?:\\[ASTROLABE_ADMIN_PORT_UNAVAILABLE\\][\\s\\S]*){${of - 1}}`));
    },
  );

  it('falls back to 9464 for a wrong port, as without one', async () => {
    const worker = startWorker(['fails'], { ASTROLABE_ADMIN_PORT: 'http' });
    await worker.ended;
    expect(worker.stderr()).toContain('for example ASTROLABE_ADMIN_PORT=9464');
    expect(worker.stdout() + worker.stderr()).toContain('127.0.0.1:9464');
  });

  it('does nothing in a thread of the worker, in a package manager, and when it is switched off', async () => {
    const threaded = startWorker(['thread']);
    await threaded.ended;
    expect(startLines(threaded)).toHaveLength(1);
    const off = startWorker(['fails'], { ASTROLABE_ENABLED: 'false' });
    expect(await off.ended).toEqual({ code: 3, signal: null });
    expect(startLines(off)).toEqual([expect.stringContaining('· off')]);
    const manager = startProcess('npm-cli.mjs', { imports: [AUTO], environment: ANY_PORT });
    await manager.ended;
    expect(manager.stdout() + manager.stderr()).toBe('');
  });
});

it('a worker may import it as well', async () => {
  const worker = startProcess('worker.mjs', { parameters: ['imports-auto', 'stays'], environment: ANY_PORT });
  const response = await fetch(`${await adminUrl(worker)}/health/live`);
  expect(response.status).toBe(200);
});

describe('a bot whose code starts Astrolabe as well', () => {
  it('is one instance, and its framework has the start line', async () => {
    const bot = startWorker(['express']);
    const [, port] = await bot.written(/listening on (\d+)/);
    const url = await adminUrl(bot);
    expect(bot.stdout()).toMatch(/· express 5/);
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
    // At the end at the latest, a line that is still to be said would be.
    bot.child.kill('SIGUSR2');
    expect(await bot.ended).toEqual({ code: 0, signal: null });
    expect(startLines(bot)).toHaveLength(1);
  });

  it('has its options in force, on the admin port that is open already', async () => {
    const bot = startWorker(['express', 'options', 'stays']);
    const [, port] = await bot.written(/listening on (\d+)/);
    const url = await adminUrl(bot);
    expect((await fetch(`http://127.0.0.1:${port}/up`)).status).toBe(200);
    expect((await fetch(`${url}/up`)).status).toBe(200);
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    expect((await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer in-code' } })).status).toBe(200);
    expect(bot.stderr()).toBe('');
  });
});
