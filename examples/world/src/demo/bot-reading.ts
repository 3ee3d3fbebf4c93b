import { histogramQuantile, type MetricSample, parseMetrics } from './metrics-page.ts';
import { REQUEST_DURATION } from './self-check.ts';

/** What the bot says of itself. */
export interface BotReading {
  readonly samples: readonly MetricSample[];
  readonly requestP95Seconds: number | undefined;
  /** The status that `/health` tells. */
  readonly healthStatus: string;
}

const TIMEOUT_MS = 2_000;

/** Asks a bot for `/metrics` and `/health`. @throws Error when it does not answer, or refuses */
export const readBot = async (botUrl: string, token: string): Promise<BotReading> => {
  const [metrics, health] = await Promise.all([
    get(`${botUrl}/metrics`, { authorization: `Bearer ${token}`, accept: 'text/plain' }),
    get(`${botUrl}/health`, {}),
  ]);
  if (metrics.status !== 200) throw new Error(`/metrics answered ${metrics.status}`);
  const samples = parseMetrics(metrics.body);
  return {
    samples,
    requestP95Seconds: histogramQuantile(samples, REQUEST_DURATION, 0.95),
    healthStatus: statusIn(health.body),
  };
};

const get = async (url: string, headers: Readonly<Record<string, string>>) => {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  return { status: response.status, body: await response.text() };
};

const statusIn = (body: string): string => {
  try {
    return String((JSON.parse(body) as { status?: unknown }).status ?? 'unknown');
  } catch {
    return 'unknown';
  }
};
