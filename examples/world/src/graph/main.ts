import { createLatency } from '../chance/lognormal.ts';
import { createRandom } from '../chance/random.ts';
import { openControlChannel } from '../control/control-channel.ts';
import { setting, tellParent } from '../process/parent.ts';
import { wallMs } from '../wall-clock.ts';
import { BadDays } from './bad-days.ts';
import { type Accepted, startGraphApi } from './graph-api.ts';
import type { OutboundMessage } from './outbound.ts';
import { planStatuses } from './status-plan.ts';

const LATENCY = { medianMs: 80, sigma: 0.35, leastMs: 40, mostMs: 400 };
const TROUBLED = 0.03;

/** The Graph API as a process of its own. */
const run = async (): Promise<void> => {
  const random = createRandom(Number(setting('WORLD_SEED')));
  const control = await openControlChannel();
  const badDays = new BadDays(TROUBLED, random);
  const answered = ({ recipient, id, calledMs }: Accepted & OutboundMessage) =>
    control.tell({ event: 'answered', recipient, id, calledMs, atMs: wallMs(), statuses: planStatuses(random) });
  const failed = ({ recipient }: OutboundMessage) => control.tell({ event: 'failed', recipient });
  const graph = await startGraphApi({
    phoneNumberId: setting('WHATSAPP_PHONE_NUMBER_ID'),
    accessToken: setting('WHATSAPP_TOKEN'),
    latencyMs: createLatency(LATENCY, random),
    trouble: (message) => badDays.troubleFor(message),
    accepted: (outbound) => outbound.kind === 'message' && answered(outbound),
    lied: failed,
    failed,
  });
  tellParent({ url: graph.url, controlPort: control.port });
};

await run();
