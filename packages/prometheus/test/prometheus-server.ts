import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Job {
  readonly name: string;
  /** `host:port` of the bot. */
  readonly target: string;
  readonly token?: string;
}

/** A Prometheus of its own, on a free port and with a folder of its own, that scrapes five times a second. */
export interface PrometheusServer {
  /** The value of the one series that a query finds; undefined when it finds none. */
  query(expression: string): Promise<number | undefined>;
  /** Asks until the answer is as wanted; rejects with the last one after `withinMs` milliseconds. */
  becomes(expression: string, wanted: number, withinMs?: number): Promise<void>;
  /** What it thinks of a job's last scrape; empty when it was in order. */
  lastError(job: string): Promise<string>;
  /** What it knows of a metric by its HELP, TYPE and UNIT lines. */
  metadata(metric: string): Promise<{ type: string; help: string; unit: string } | undefined>;
  /** The exemplars of the series that a query finds. */
  exemplars(expression: string): Promise<readonly StoredExemplar[]>;
  stop(): Promise<void>;
}

export interface StoredExemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** Of its series. */
  readonly seriesLabels: Readonly<Record<string, string>>;
}

export const startPrometheus = async (...jobs: readonly Job[]): Promise<PrometheusServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'astrolabe-prometheus-'));
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, configuration(jobs));
  const address = `127.0.0.1:${await freePort()}`;
  const server = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--enable-feature=exemplar-storage',
    ],
    { stdio: 'ignore' },
  );
  const stop = async () => {
    await ended(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until('Prometheus is ready', async () => (await fetch(`http://${address}/-/ready`)).ok, 30_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...clientOf(address), stop };
};

/** JSON is YAML. */
const configuration = (jobs: readonly Job[]): string =>
  JSON.stringify({
    global: { scrape_interval: '200ms', scrape_timeout: '200ms' },
    scrape_configs: jobs.map(({ name, target, token }) => ({
      job_name: name,
      static_configs: [{ targets: [target] }],
      ...(token === undefined ? {} : { authorization: { credentials: token } }),
    })),
  });

interface Target {
  readonly labels: { readonly job: string };
  readonly lastError: string;
}

const clientOf = (address: string): Omit<PrometheusServer, 'stop'> => {
  const ask = async (path: string) => {
    const answer = (await (await fetch(`http://${address}/api/v1/${path}`)).json()) as { data: unknown };
    return answer.data;
  };
  const query = async (expression: string) => {
    const data = await ask(`query?query=${encodeURIComponent(expression)}`);
    const { result } = data as { result: readonly { readonly value: readonly [number, string] }[] };
    return result.length === 1 ? Number(result[0]?.value[1]) : undefined;
  };
  return {
    query,
    becomes: async (expression, wanted, withinMs = 15_000) => {
      let last: number | undefined;
      const isWanted = async () => {
        last = await query(expression);
        return last === wanted;
      };
      await until(`${expression} is ${wanted}`, isWanted, withinMs).catch((error: Error) => {
        throw new Error(`${error.message}; it is ${last}`);
      });
    },
    lastError: async (job) => {
      const { activeTargets } = (await ask('targets')) as { activeTargets: readonly Target[] };
      return activeTargets.find(({ labels }) => labels.job === job)?.lastError ?? 'no such job';
    },
    metadata: async (metric) => {
      const data = (await ask(`metadata?metric=${metric}`)) as Record<
        string,
        { type: string; help: string; unit: string }[]
      >;
      return data[metric]?.[0];
    },
    exemplars: async (expression) => {
      const nowSeconds = Date.now() / 1_000;
      const range = `start=${nowSeconds - 3_600}&end=${nowSeconds + 3_600}`;
      const data = await ask(`query_exemplars?query=${encodeURIComponent(expression)}&${range}`);
      return (data as readonly SeriesOfExemplars[]).flatMap(({ seriesLabels, exemplars }) =>
        exemplars.map((exemplar) => ({ ...exemplar, seriesLabels })),
      );
    },
  };
};

interface SeriesOfExemplars {
  readonly seriesLabels: Readonly<Record<string, string>>;
  readonly exemplars: readonly Omit<StoredExemplar, 'seriesLabels'>[];
}

/** Asks again and again, at the pace of the scrapes: another process gives no sign of its own. */
export const until = async (what: string, isSo: () => Promise<boolean>, withinMs: number): Promise<void> => {
  const deadlineMs = performance.now() + withinMs;
  while (!(await isSo().catch(() => false))) {
    if (performance.now() > deadlineMs) throw new Error(`did not come true within ${withinMs} ms: ${what}`);
    await pause(50);
  }
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
};

const ended = async (server: ChildProcess): Promise<void> => {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, 'exit');
  server.kill('SIGTERM');
  const late = setTimeout(() => server.kill('SIGKILL'), 5_000);
  await exit;
  clearTimeout(late);
};
