import { expect, it, onTestFinished } from 'vitest';
import { listenToControlChannel, openControlChannel } from '../src/control/control-channel.ts';
import type { GraphEvent } from '../src/control/graph-event.ts';

it('tells everybody who listens, in order, whatever the text', async () => {
  const control = await openControlChannel();
  onTestFinished(() => control.close());
  const events: GraphEvent[] = Array.from({ length: 500 }, (_, serial) => ({
    event: 'failed',
    recipient: `${serial}\n"ü"`,
  }));
  const listen = async () => {
    const { promise: heard, resolve } = Promise.withResolvers<readonly GraphEvent[]>();
    const all: GraphEvent[] = [];
    const end = await listenToControlChannel(control.port, (event) => {
      if (all.push(event) === events.length) resolve(all);
    });
    onTestFinished(end);
    return { heard };
  };
  const listeners = [await listen(), await listen()];
  await expect.poll(() => control.listeners).toBe(2);
  for (const event of events) control.tell(event);

  expect(await listeners[0]?.heard).toEqual(events);
  expect(await listeners[1]?.heard).toEqual(events);
});

it('is nowhere when it was closed', async () => {
  const control = await openControlChannel();
  control.close();

  await expect(listenToControlChannel(control.port, () => undefined)).rejects.toThrow('ECONNREFUSED');
});
