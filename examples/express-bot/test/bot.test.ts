import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { GRAPH_FAULTS } from 'world/graph-fault';
import type { Platform, UserMessage } from 'world/platform';
import { isReply, runBot } from './running-bot.ts';

const PHONE = '15550100001';
const NOW = 1_790_000_000_000;

const textFrom = (platform: Platform, body: string, from = PHONE): UserMessage =>
  platform.createMessage(from, { type: 'text', text: { body } });

describe('the verification of the webhook', () => {
  it('is answered with the challenge, as plain text', async () => {
    const { send, platform } = await runBot();
    const response = await send(platform.verification());

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toBe('1158201444');
  });

  it.each(['?', '?hub.mode=subscribe', '?hub.mode=subscribe&hub.verify_token=verify-token', '?hub.challenge=1'])(
    'is refused without all of it: %s',
    async (query) => {
      const { url } = await runBot();

      expect((await fetch(`${url}/webhook${query}`)).status).toBe(403);
    },
  );

  it('is refused with another token, or the token given twice', async () => {
    const { send, platform, url } = await runBot();
    const twice = 'hub.verify_token=verify-token&hub.verify_token=x&hub.mode=subscribe&hub.challenge=1';

    expect((await send(platform.verification('another'))).status).toBe(403);
    expect((await fetch(`${url}/webhook?${twice}`)).status).toBe(403);
  });
});

describe('a message', () => {
  it('is acknowledged, shown as read and being answered, and answered with a quote', async () => {
    const { send, platform, accepted, whenIdle } = await runBot();
    const message = textFrom(platform, '12 April 1990');

    expect((await send(platform.messages([[message]], NOW))).status).toBe(200);
    await whenIdle();
    expect(accepted).toMatchObject([
      { kind: 'read', messageId: message.id, typing: true },
      { kind: 'message', type: 'text', recipient: PHONE, inReplyTo: message.id },
    ]);
  });

  it('is acknowledged while the Graph API has not answered', async () => {
    const { promise: until, resolve: release } = Promise.withResolvers<void>();
    const { send, platform, accepted, whenIdle } = await runBot({ trouble: () => ({ until }) });

    expect((await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW))).status).toBe(200);
    expect(accepted.filter(isReply)).toHaveLength(0);
    release();
    await whenIdle();
    expect(accepted.filter(isReply)).toHaveLength(1);
  });

  it('is answered wherever it is in a batch', async () => {
    const { send, platform, accepted, whenIdle } = await runBot();
    const [a, b, c] = ['1', '2', '3'].map((day) => textFrom(platform, `${day} April 1990`));
    await send(platform.messages([[a as UserMessage], [b as UserMessage, c as UserMessage]], NOW));
    await whenIdle();

    expect(
      accepted
        .filter(isReply)
        .map((each) => each.kind === 'message' && each.inReplyTo)
        .sort(),
    ).toEqual([a, b, c].map((each) => each?.id).sort());
  });

  it('is answered once when it is delivered again, and at the same moment', async () => {
    const { send, platform, accepted, whenIdle } = await runBot();
    const webhook = platform.messages([[textFrom(platform, 'Hello!')]], NOW);
    const responses = await Promise.all([send(webhook), send(webhook), send(webhook)]);
    await whenIdle();

    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(accepted.filter(isReply)).toHaveLength(1);
  });

  it('is answered each time when the user says the same again', async () => {
    const { send, platform, accepted, whenIdle } = await runBot();
    for (let time = 0; time < 2; time++) await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
    await whenIdle();

    expect(accepted.filter(isReply)).toHaveLength(2);
  });

  it('finds no room when too much is left to do: it is to come again, and is answered then', async () => {
    const { promise: until, resolve: release } = Promise.withResolvers<void>();
    const { send, platform, accepted, whenIdle } = await runBot({
      limits: { capacity: 1 },
      trouble: () => ({ until }),
    });
    await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
    const second = platform.messages([[textFrom(platform, 'Hello?')]], NOW);
    const refused = await send(second);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);

    release();
    await whenIdle();
    expect((await send(second)).status).toBe(200);
    await whenIdle();
    expect(accepted.filter(isReply)).toHaveLength(2);
  });
});

describe('a webhook that is not a message', () => {
  it('is acknowledged and nothing more: statuses', async () => {
    const { send, platform, accepted, whenIdle } = await runBot();
    const status = { id: 'wamid.AAAA', recipient: PHONE, status: 'delivered' } as const;

    expect((await send(platform.statuses([status], NOW))).status).toBe(200);
    await whenIdle();
    expect(accepted).toEqual([]);
  });

  it('is refused unsigned, whatever it holds', async () => {
    const { send, platform, accepted, whenIdle } = await runBot();
    const { body } = platform.messages([[textFrom(platform, 'Hello!')]], NOW);

    expect((await send(platform.unsigned(body))).status).toBe(401);
    expect((await send(platform.unsigned(Buffer.from('{')))).status).toBe(401);
    expect((await send(platform.unsigned(Buffer.alloc(0)))).status).toBe(401);
    await whenIdle();
    expect(accepted).toEqual([]);
  });

  it('is refused when it was changed on its way', async () => {
    const { send, platform } = await runBot();
    const webhook = platform.messages([[textFrom(platform, 'Hello!')]], NOW);

    expect((await send({ ...webhook, body: Buffer.concat([webhook.body, Buffer.from(' ')]) })).status).toBe(401);
  });

  it.each(['', '{', 'null', '[]', '3', '"text"', '\u0000'])(
    'is refused signed, but no JSON object: %j',
    async (text) => {
      const { send, platform } = await runBot();

      expect((await send(platform.signed(Buffer.from(text)))).status).toBe(400);
    },
  );

  it('is refused when it is too large, compressed or of another kind', async () => {
    const { send, platform, url } = await runBot();
    const huge = platform.signed(Buffer.alloc(3 * 1024 * 1024 + 1, ' '));
    const compressed = platform.signed(Buffer.from('{}'));

    expect((await send(huge)).status).toBe(413);
    expect((await send({ ...compressed, headers: { ...compressed.headers, 'content-encoding': 'gzip' } })).status).toBe(
      415,
    );
    expect((await fetch(`${url}/webhook`, { method: 'PUT' })).status).toBe(404);
  });

  it('may be as large as the platform makes them', async () => {
    const { send, platform } = await runBot();
    const large = Buffer.from(JSON.stringify({ entry: [], padding: 'x'.repeat(2_900_000) }));

    expect((await send(platform.signed(large))).status).toBe(200);
  });
});

describe('the Graph API in trouble', () => {
  it('is asked again when it says that this will pass', async () => {
    const faults = [GRAPH_FAULTS.throughput, GRAPH_FAULTS.pairRate, GRAPH_FAULTS.serviceDown];
    const { send, platform, accepted, log, whenIdle } = await runBot({
      trouble: () => {
        const fault = faults.shift();
        return fault && { fault };
      },
    });
    await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
    await whenIdle();

    expect(accepted.filter(isReply)).toHaveLength(1);
    expect(log).toEqual([]);
  });

  it('is left in peace for as long as it asks for', async () => {
    const pauses: number[] = [];
    const fault = { ...GRAPH_FAULTS.throughput, retryAfterSeconds: 7 };
    const faults = [fault];
    const pause = async (ms: number) => {
      pauses.push(ms);
    };
    const { send, platform, accepted, whenIdle } = await runBot({
      limits: { graphRetry: { attempts: 3, baseMs: 1, longestMs: 10_000, pause } },
      trouble: () => {
        const next = faults.shift();
        return next && { fault: next };
      },
    });
    await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
    await whenIdle();

    expect(pauses).toEqual([7_000]);
    expect(accepted.filter(isReply)).toHaveLength(1);
  });

  it.each(['tokenExpired', 'windowClosed', 'blocked'] as const)('is not asked again: %s', async (name) => {
    let calls = 0;
    const { send, platform, log, whenIdle } = await runBot({
      trouble: () => {
        calls++;
        return { fault: GRAPH_FAULTS[name] };
      },
    });
    await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
    await whenIdle();

    expect(calls).toBe(1);
    const { status, code } = GRAPH_FAULTS[name];
    expect(log).toEqual([`express-bot: a reply failed: the Graph API answered ${status} with code ${code}`]);
  });

  it('is not asked again when nobody knows whether it has accepted: it hangs up', async () => {
    let calls = 0;
    const { send, platform, log, whenIdle } = await runBot({
      trouble: () => {
        calls++;
        return { hangUp: true };
      },
    });
    await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
    await whenIdle();

    expect(calls).toBe(1);
    expect(log).toEqual(['express-bot: a reply failed: TypeError (UND_ERR_SOCKET)']);
  });

  it('is given up when it takes too long', async () => {
    const { send, platform, log, whenIdle } = await runBot({
      limits: { graphTimeoutMs: 50 },
      trouble: () => ({ until: new Promise(() => undefined) }),
    });
    await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW));
    await whenIdle();

    expect(log).toEqual(['express-bot: a reply failed: TimeoutError']);
  });

  it('is away: webhooks are acknowledged all the same, and the bot lives on', async () => {
    const { send, platform, log, whenIdle } = await runBot({ config: { graphUrl: await unusedUrl() } });

    expect((await send(platform.messages([[textFrom(platform, 'Hello!')]], NOW))).status).toBe(200);
    await whenIdle();
    expect(log).toEqual([
      'express-bot: the typing indicator failed: TypeError (ECONNREFUSED)',
      'express-bot: a reply failed: TypeError (ECONNREFUSED)',
    ]);
    expect((await send(platform.verification())).status).toBe(200);
  });

  it('leaves no number, name or text in the log', async () => {
    const told: string[] = [];
    const { send, platform, log, whenIdle } = await runBot({
      trouble: (outbound) => {
        told.push(JSON.stringify(outbound));
        return { fault: GRAPH_FAULTS.undeliverable };
      },
    });
    await send(platform.messages([[textFrom(platform, 'my secret is 12 April 1990')]], NOW));
    await whenIdle();

    expect(log).toHaveLength(1);
    expect(log.join()).not.toMatch(/15550100001|wamid|secret|April|User/);
    expect(told.join(), 'what the log must not have is there to be found').toMatch(/15550100001.*wamid/);
  });
});

/** An address that nobody listens on. */
const unusedUrl = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return `http://127.0.0.1:${port}`;
};

/** A language model that answers with a status and a body, and keeps what it was asked. */
const runLanguageModel = async (status: number, body: string) => {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    for await (const part of request) asked.push(String(part));
    response.writeHead(status).end(body);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`;
  return { languageModel: { url, apiKey: undefined, model: 'default' }, asked };
};

const completion = (content: string) => JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] });

describe('the language model', () => {
  it('learns the sign, and nothing of the user', async () => {
    const { languageModel, asked } = await runLanguageModel(200, completion('A fine day.'));
    const { send, platform, accepted, whenIdle } = await runBot({ config: { languageModel } });
    await send(platform.messages([[textFrom(platform, 'I am Ada, born 12 April 1990')]], NOW));
    await whenIdle();

    expect(asked.join()).toContain('Aries');
    expect(asked.join()).not.toMatch(/Ada|April|1990|1555/);
    expect(accepted.filter(isReply)).toHaveLength(1);
  });

  it.each([
    [500, '', 'the language model answered 500'],
    [200, completion(' '), 'the language model had no words'],
    [200, '{}', 'the language model had no words'],
    [200, '<html>', 'SyntaxError'],
  ])('is done without when it answers %i %j', async (status, body, reason) => {
    const { languageModel } = await runLanguageModel(status, body);
    const { send, platform, accepted, log, whenIdle } = await runBot({ config: { languageModel } });
    await send(platform.messages([[textFrom(platform, '12 April 1990')]], NOW));
    await whenIdle();

    expect(log).toEqual([`express-bot: the language model failed: ${reason}`]);
    expect(accepted.filter(isReply)).toHaveLength(1);
  });
});
