import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createGraphClient } from '../src/graph/graph-client.ts';
import type { InboundMessage } from '../src/webhook/inbound-message.ts';

const MESSAGE: InboundMessage = {
  id: 'wamid.A',
  sender: { to: '15550100001' },
  type: 'text',
  text: 'Hello!',
  location: undefined,
};
const ACCEPTED = '{"messaging_product":"whatsapp","messages":[{"id":"wamid.B"}]}';

const connect = async (listener: RequestListener) => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  return createGraphClient({
    graphUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    phoneNumberId: '106540352242922',
    accessToken: 'token',
    retry: { attempts: 3, baseMs: 0, longestMs: 0 },
  });
};

/** Answers every call with a body, and keeps what it was called with. */
const answering = async (body: string) => {
  const calls: { url: string | undefined; authorization: string | undefined; body: Record<string, unknown> }[] = [];
  const client = await connect(async (request, response) => {
    const { url, headers } = request;
    calls.push({ url, authorization: headers.authorization, body: JSON.parse(await text(request)) });
    response.end(body);
  });
  return { client, calls };
};

describe('the client of the Graph API', () => {
  it('sends a long text in parts, in their order, and quotes with the first', async () => {
    const { client, calls } = await answering(ACCEPTED);
    await client.reply(MESSAGE, `${'a'.repeat(4_000)}\n\n${'b'.repeat(4_000)}\n\nc`);

    expect(calls.map((call) => [call.url, call.authorization])).toEqual(
      Array(2).fill(['/v23.0/106540352242922/messages', 'Bearer token']),
    );
    const [first, second] = calls.map(({ body }) => body);
    expect(first).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '15550100001',
      context: { message_id: 'wamid.A' },
      type: 'text',
      text: { body: 'a'.repeat(4_000) },
    });
    expect(second?.context).toBeUndefined();
    expect(second?.text).toEqual({ body: `${'b'.repeat(4_000)}\n\nc` });
  });

  it('answers a user who hides the number by the user id', async () => {
    const { client, calls } = await answering(ACCEPTED);
    await client.reply({ ...MESSAGE, sender: { recipient: 'DE.1349120' } }, 'Hello!');

    expect(calls[0]?.body).toMatchObject({ recipient: 'DE.1349120' });
    expect(calls[0]?.body).not.toHaveProperty('to');
  });

  it.each(['', 'null', '[]', '<html>', '{"messages":[]}', '{"messages":[{"id":7}]}', '{"success":true}'])(
    'does not believe that a message was taken, and does not send it twice, for an answer of %j',
    async (body) => {
      const { client, calls } = await answering(body);

      await expect(client.reply(MESSAGE, 'Hello!')).rejects.toThrow('answered 200 without the id of a message');
      expect(calls).toHaveLength(1);
    },
  );

  it('does not read an answer that does not end', async () => {
    const client = await connect((_request, response) => {
      const part = Buffer.alloc(64 * 1024, ' ');
      const write = () => {
        while (response.write(part));
      };
      response.on('drain', write);
      write();
    });

    await expect(client.reply(MESSAGE, 'Hello!')).rejects.toThrow('answered with more than 1048576 bytes');
  });
});
