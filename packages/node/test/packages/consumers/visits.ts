import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countedRequests } from '../../counted-requests.ts';
import { runToSuccess } from '../workspace.ts';
import type { Program } from './consumer.ts';

export interface Answer {
  readonly status: number;
  readonly encoding: string;
  readonly body: string;
}
export interface Report {
  readonly charts: readonly Answer[];
  readonly others: readonly Answer[];
  readonly unknown: Answer;
  readonly health: Answer;
  readonly live: Answer;
  readonly metrics: Answer;
  readonly compressed: Answer;
}

/** What counts of a visit. */
export interface Visit {
  readonly charts: readonly string[];
  readonly others: readonly number[];
  /** Of an unknown address, health, its probe and the metrics, plain and compressed. */
  readonly statuses: readonly number[];
  readonly encodings: readonly string[];
  readonly health: string;
  /** Every request that was counted, by method, route and status; on the plain page, and on the compressed one. */
  readonly requests: readonly Readonly<Record<string, number>>[];
  readonly chartsTotal: number;
  readonly showsNumber: boolean;
}

/** What has to come of every visit. */
export const RIGHT_VISIT: Visit = {
  charts: ['aries', 'leo', 'libra'],
  others: [],
  statuses: [404, 200, 200, 200, 200],
  encodings: ['identity', 'gzip'],
  health: 'pass',
  requests: Array(2).fill({ 'GET /charts/:sign 200': 3, 'GET (unmatched) 404': 1 }),
  chartsTotal: 3,
  showsNumber: false,
};

/** The visits that a program's bots have to have had. */
export const rightVisits = ({ visits, expected }: Program): readonly Visit[] =>
  Array(visits).fill({ ...RIGHT_VISIT, ...expected });

/** The same where Astrolabe is switched off: the bot answers, and nothing else does. */
export const UNMEASURED_VISIT: Visit = {
  ...RIGHT_VISIT,
  statuses: [404, 404, 404, 404, 404],
  encodings: ['identity', 'identity'],
  health: 'none',
  requests: [{}, {}],
  chartsTotal: Number.NaN,
};

/**
 * Runs a program on `node` and returns the visits that its bots had.
 *
 * @throws Error when it fails
 */
export const visitsOf = async (program: Program, node: string, environment = {}): Promise<readonly Visit[]> => {
  const VISIT_REPORTS = mkdtempSync(join(program.folder, 'reports-'));
  const own = {
    NODE_ENV: 'development',
    ASTROLABE_LOG_LEVEL: 'warn',
    VISIT_REPORTS,
    ...program.environment,
    ...environment,
  };
  await runToSuccess(node, program.parameters, program.folder, own);
  return readdirSync(VISIT_REPORTS).map((file) =>
    visitOf(JSON.parse(readFileSync(join(VISIT_REPORTS, file), 'utf8')) as Report),
  );
};

const visitOf = ({ charts, others, unknown, health, live, metrics, compressed }: Report): Visit => ({
  charts: charts.map(({ body }) => body),
  others: others.map(({ status }) => status),
  statuses: [unknown, health, live, metrics, compressed].map(({ status }) => status),
  encodings: [metrics.encoding, compressed.encoding],
  health: /"status":"(\w+)"/.exec(health.body)?.[1] ?? 'none',
  requests: [metrics, compressed].map(({ body }) => countedRequests(body)),
  chartsTotal: Number(/^charts_total\{kind="natal"\} (\d+)$/m.exec(metrics.body)?.[1]),
  showsNumber: metrics.body.includes('491701234567'),
});
