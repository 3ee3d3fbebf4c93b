import { listenToControlChannel } from '../control/control-channel.ts';
import { setting, takeOrders, tellParent } from '../process/parent.ts';
import type { Order, Report } from './orders.ts';
import { Users } from './users.ts';

const PROGRESS_MS = 250;

/** The users as a process of their own: it takes orders from the process that started it. */
const settings = {
  appSecret: setting('WHATSAPP_APP_SECRET'),
  verifyToken: setting('WHATSAPP_VERIFY_TOKEN'),
  phoneNumberId: setting('WHATSAPP_PHONE_NUMBER_ID'),
};

const tell = (report: Report): void => tellParent(report);

const write = async ({ controlPort, ...order }: Extract<Order, { order: 'write' }>): Promise<Users> => {
  const { promise: users, resolve } = Promise.withResolvers<Users>();
  await listenToControlChannel(controlPort, async (event) => (await users).hear(event));
  const writing = new Users({ ...settings, ...order });
  resolve(writing);
  setInterval(() => tell({ report: 'progress', books: writing.page() }), PROGRESS_MS);
  return writing;
};

let writing: Promise<Users> | undefined;

takeOrders(async (message) => {
  const order = message as Order;
  if (order.order === 'write') writing ??= write(order);
  else if (writing !== undefined) tell({ report: 'finished', books: await (await writing).finish(order.longestMs) });
});
