import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, vi } from 'vitest';
import { eventually } from '../../src/testing/eventually.js';

const HOST = '127.0.0.1';

/** What the file has started and made; a hook can only be added while the file is read, and servers start later. */
const children: ChildProcess[] = [];
const directories: string[] = [];
afterAll(async () => {
  await Promise.all(children.map(end));
  for (const directory of directories) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

/** Whether a program is there; in CI it has to be. */
export const isInstalled = (program: string): boolean => {
  if (process.env.CI || spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0) return true;
  console.warn(`${program} is not installed: the tests that need it are left out here, and fail in CI`);
  return false;
};

interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly database?: string;
}

/** A server of this test file, in a directory of its own; both are gone after it. */
export interface DatabaseServer {
  readonly port: number;
  /** What its clients connect with. */
  readonly connection: Connection;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

export const startRedis = async (options: readonly string[] = []): Promise<DatabaseServer> => {
  const port = await freePort();
  const own = ['--port', String(port), '--bind', HOST, '--save', '', '--dir', temporaryDirectory()];
  return serve({ host: HOST, port }, 'redis-server', [...own, ...options]);
};

/** A cluster of one node, which has all slots. */
export const startRedisCluster = async (): Promise<DatabaseServer> => {
  const server = await startRedis(['--cluster-enabled', 'yes', '--cluster-announce-ip', HOST]);
  const asked = ['-p', String(server.port), 'cluster'];
  execFileSync('redis-cli', [...asked, 'addslotsrange', '0', '16383']);
  const isUp = () => execFileSync('redis-cli', [...asked, 'info'], { encoding: 'utf8' }).includes('cluster_state:ok');
  await eventually('the cluster is up', isUp, 20_000);
  return server;
};

/** The user `root` without a password, and a database `bot`. */
export const startMariadb = async (): Promise<DatabaseServer> => {
  const port = await freePort();
  const directory = temporaryDirectory();
  const owner = systemUser('mysql');
  chownSync(directory, owner.uid, owner.gid);
  const data = ['--no-defaults', `--datadir=${join(directory, 'data')}`];
  execFileSync('mariadb-install-db', [...data, '--auth-root-authentication-method=normal', '--skip-test-db'], {
    ...owner,
    stdio: 'ignore',
  });
  const socket = `--socket=${join(directory, 'socket')}`;
  const options = [`--port=${port}`, `--bind-address=${HOST}`, socket, '--max-connections=20'];
  const connection = { host: HOST, port, user: 'root' };
  return serve(connection, 'mariadbd', [...data, ...options, '--character-set-server=utf8mb4'], owner);
};

/** The user `postgres` without a password. */
export const startPostgresql = async (): Promise<DatabaseServer> => {
  const port = await freePort();
  const directory = temporaryDirectory();
  const owner = systemUser('postgres');
  chownSync(directory, owner.uid, owner.gid);
  const programs = execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim();
  const data = join(directory, 'data');
  execFileSync(join(programs, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '-N'], {
    ...owner,
    stdio: 'ignore',
  });
  const options = ['-D', data, '-p', String(port), '-k', directory, '-F'];
  const connection = { host: HOST, port, user: 'postgres', database: 'postgres' };
  const server = await serve(connection, join(programs, 'postgres'), options, owner);
  // It accepts connections before it answers them.
  const asked = ['-q', '-h', HOST, '-p', String(port)];
  await eventually('it answers', () => spawnSync(join(programs, 'pg_isready'), asked).status === 0, 20_000);
  return server;
};

interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** Servers of databases refuse to run as root; as anybody else, the test is who they run as. */
const systemUser = (name: string): SystemUser => {
  if (process.getuid?.() !== 0) return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const idOf = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
};

const serve = async (
  connection: Connection,
  program: string,
  values: readonly string[],
  owner?: SystemUser,
): Promise<DatabaseServer> => {
  const child = spawn(program, values, { stdio: 'ignore', cwd: tmpdir(), ...owner });
  children.push(child);
  const { port } = connection;
  await accepts(port);
  return { port, connection, kill: () => end(child) };
};

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

const accepts = (port: number): Promise<void> =>
  vi.waitFor(
    async () => {
      const socket = connect(port, HOST);
      await once(socket, 'connect');
      socket.destroy();
    },
    { timeout: 20_000, interval: 20 },
  );

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, 'close');
  return port;
};

const temporaryDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'astrolabe-database-'));
  directories.push(directory);
  return directory;
};
