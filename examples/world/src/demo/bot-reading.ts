import { type Fault, spoil } from './fault.ts';
import { CPU, OVERHEAD, REQUEST_DURATION } from './metric-names.ts';
import { hasFamily, type MetricsPage, parseMetrics, sumOf } from './metrics-page.ts';
import { percentileOf } from './self-check.ts';

/** What the bot says of itself. */
export interface BotReading {
  readonly page: MetricsPage;
  readonly requestP95Seconds: number | undefined;
  /** What Astrolabe costs, by its own account; undefined when it keeps none. */
  readonly overheadMicrosPerRequest: number | undefined;
  /** The same as a share of the CPU time of the process, from 0 to 1. */
  readonly overheadShare: number | undefined;
  /** The status that `/health` tells. */
  readonly healthStatus: string;
}

const TIMEOUT_MS = 2_000;

/** Asks a bot for `/metrics` and `/health`. @throws Error when it does not answer, or refuses */
export const readBot = async (botUrl: string, token: string, fault?: Fault): Promise<BotReading> => {
  const [metrics, healthStatus] = await Promise.all([
    get(`${botUrl}/metrics`, { authorization: `Bearer ${token}`, accept: 'text/plain' }),
    readHealth(botUrl),
  ]);
  if (metrics.status !== 200) throw new Error(`/metrics answered ${metrics.status}`);
  const honest = parseMetrics(metrics.body);
  const page = fault === undefined ? honest : spoil(honest, fault);
  const requests = sumOf(page, `${REQUEST_DURATION}_count`);
  return {
    page,
    requestP95Seconds: percentileOf(page, REQUEST_DURATION, 95),
    overheadMicrosPerRequest: overheadFor(page, requests / 1e6),
    overheadShare: overheadFor(page, sumOf(page, CPU)),
    healthStatus,
  };
};

/** The status that a bot's `/health` tells. @throws Error when it does not answer */
export const readHealth = async (botUrl: string): Promise<string> => statusIn((await get(`${botUrl}/health`, {})).body);

const get = async (url: string, headers: Readonly<Record<string, string>>) => {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  return { status: response.status, body: await response.text() };
};

const overheadFor = (page: MetricsPage, each: number): number | undefined =>
  hasFamily(page, OVERHEAD) && each > 0 ? sumOf(page, OVERHEAD) / each : undefined;

const statusIn = (body: string): string => {
  try {
    return String((JSON.parse(body) as { status?: unknown }).status ?? 'unknown');
  } catch {
    return 'unknown';
  }
};
