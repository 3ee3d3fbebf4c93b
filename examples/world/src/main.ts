import { startGraphApi } from './graph/graph-api.ts';
import type { Order, Report } from './orders.ts';
import { Users } from './users/users.ts';

const PROGRESS_MS = 250;

/** The world as a process of its own: it takes orders from the process that started it, and ends with it. */
const run = async (): Promise<void> => {
  const { env } = process;
  const settings = {
    appSecret: setting(env.WHATSAPP_APP_SECRET),
    verifyToken: setting(env.WHATSAPP_VERIFY_TOKEN),
    phoneNumberId: setting(env.WHATSAPP_PHONE_NUMBER_ID),
  };
  let users: Users | undefined;
  const graph = await startGraphApi({
    ...settings,
    accessToken: setting(env.WHATSAPP_TOKEN),
    accepted: (accepted) => users?.accepted(accepted),
  });

  process.on('message', async (message) => {
    const order = message as Order;
    if (order.order === 'write') {
      users = new Users({ ...settings, ...order });
      setInterval(() => users && tell({ report: 'progress', books: users.page() }), PROGRESS_MS);
    } else if (users !== undefined) {
      if (order.bookOneTooMany) users.bookOneTooMany();
      tell({ report: 'finished', books: await users.finish(order.longestMs) });
    }
  });
  tell({ report: 'ready', graphUrl: graph.url });
};

const setting = (value: string | undefined): string => {
  if (value === undefined) throw new Error('the world is started by the demo, which gives it its WHATSAPP_* variables');
  return value;
};

const tell = (report: Report): void => void process.send?.(report);

process.on('disconnect', () => process.exit());
await run();
