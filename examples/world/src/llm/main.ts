import { setting, tellParent } from '../process/parent.ts';
import { startLlmApi } from './llm-api.ts';

/** Well below the time after which a user counts as unanswered: what is late is late, and never on the edge. */
const LATENCY = { medianMs: 400, sigma: 0.5, leastMs: 80, mostMs: 2_500 };

const { url } = await startLlmApi({
  seed: Number(setting('WORLD_SEED')),
  latency: LATENCY,
  errorShare: 0.02,
  timeoutShare: 0.01,
  gatewayTimeoutMs: LATENCY.mostMs,
});
tellParent({ url });
