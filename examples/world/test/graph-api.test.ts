import { describe, expect, it, onTestFinished } from 'vitest';
import { type Accepted, type GraphApiOptions, startGraphApi } from '../src/graph/graph-api.ts';
import { GRAPH_FAULTS } from '../src/graph/graph-fault.ts';
import { createWamid, isWamid } from '../src/graph/wamid.ts';

const PHONE = '15550100001';
const MESSAGE_ID = createWamid(PHONE, 'inbound');
const TEXT = { messaging_product: 'whatsapp', to: PHONE, type: 'text', text: { body: 'Hello!' } };

/** What a call may be answered with. */
interface Answer {
  readonly success?: boolean;
  readonly contacts?: readonly object[];
  readonly messages?: readonly { readonly id: string }[];
  readonly error?: { readonly code: number; readonly type: string; readonly error_data?: { readonly details: string } };
}

const run = async (options: Partial<GraphApiOptions> = {}) => {
  const accepted: Accepted[] = [];
  const graph = await startGraphApi({
    phoneNumberId: '1065',
    accessToken: 'token',
    accepted: (each) => accepted.push(each),
    ...options,
  });
  onTestFinished(() => graph.close());
  const post = async (body: unknown, path = '/v23.0/1065/messages', token = 'token') => {
    const response = await fetch(graph.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, answer: (await response.json()) as Answer };
  };
  return { accepted, graph, post };
};

describe('the Graph API', () => {
  it('accepts a text, with an id that holds the number as real ones do', async () => {
    const { accepted, post } = await run();
    const { status, answer } = await post(TEXT);

    expect(status).toBe(200);
    expect(answer.contacts).toEqual([{ input: PHONE, wa_id: PHONE }]);
    const id = answer.messages?.[0]?.id ?? '';
    expect(isWamid(id)).toBe(true);
    expect(Buffer.from(id.slice('wamid.'.length), 'base64').toString()).toContain(PHONE);
    expect(accepted).toMatchObject([{ kind: 'message', id, recipient: PHONE }]);
  });

  it('accepts a message to a user whose number is hidden', async () => {
    const { post } = await run();
    const { to: _, ...hidden } = TEXT;
    const { answer } = await post({ ...hidden, recipient: 'DE.1349120' });

    expect(answer.contacts).toEqual([{ input: 'DE.1349120', user_id: 'DE.1349120' }]);
  });

  it('accepts that a message was read, with a typing indicator and without', async () => {
    const { accepted, post } = await run();
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: MESSAGE_ID };

    expect((await post(read)).answer).toEqual({ success: true });
    expect((await post({ ...read, typing_indicator: { type: 'text' } })).answer).toEqual({ success: true });
    expect(accepted).toMatchObject([
      { kind: 'read', typing: false },
      { kind: 'read', typing: true },
    ]);
  });

  it.each([
    ['{', 131_009],
    ['[]', 131_009],
    [{ ...TEXT, messaging_product: undefined }, 131_008],
    [{ ...TEXT, to: undefined }, 131_008],
    [{ ...TEXT, to: 'Ada' }, 131_009],
    [{ ...TEXT, text: undefined }, 131_008],
    [{ ...TEXT, text: { body: '' } }, 131_008],
    [{ ...TEXT, text: { body: 'x'.repeat(4_097) } }, 131_009],
    [{ ...TEXT, type: 'image' }, 131_008],
    [{ ...TEXT, context: { message_id: 'other' } }, 131_009],
    [{ messaging_product: 'whatsapp', status: 'delivered' }, 131_009],
    [{ messaging_product: 'whatsapp', status: 'read', message_id: 'other' }, 131_008],
    [{ messaging_product: 'whatsapp', status: 'read', message_id: MESSAGE_ID, typing_indicator: {} }, 131_009],
    ['x'.repeat(300_000), 131_009],
  ])('refuses %.60j', async (body, code) => {
    const { accepted, graph, post } = await run();
    const { status, answer } = await post(body);

    expect([status, answer.error?.code, answer.error?.type]).toEqual([400, code, 'OAuthException']);
    expect(answer.error?.error_data?.details).toMatch(/\w/);
    expect(accepted).toEqual([]);
    expect([...graph.refused]).toEqual([[code, 1]]);
  });

  it('accepts a text of exactly the longest length', async () => {
    const { post } = await run();

    expect((await post({ ...TEXT, text: { body: 'x'.repeat(4_096) } })).status).toBe(200);
  });

  it('refuses another token, another number and another path', async () => {
    const { post } = await run();

    expect((await post(TEXT, undefined, 'another')).answer.error?.code).toBe(190);
    expect((await post(TEXT, '/v23.0/99/messages')).answer.error?.code).toBe(100);
    expect((await post(TEXT, '/1065/messages')).answer.error?.code).toBe(100);
  });

  it('misbehaves when it is told to, and for messages only', async () => {
    const { accepted, post } = await run({
      trouble: () => ({ fault: { ...GRAPH_FAULTS.throughput, retryAfterSeconds: 3 } }),
    });
    const { status, headers, answer } = await post(TEXT);

    expect([status, headers.get('retry-after'), answer.error?.code]).toEqual([429, '3', 130_429]);
    await post({ messaging_product: 'whatsapp', status: 'read', message_id: MESSAGE_ID });
    expect(accepted.map(({ kind }) => kind)).toEqual(['read']);
  });

  it.each([
    ['html', { html: true }, 502],
    ['a fault', { fault: GRAPH_FAULTS.windowClosed }, 400],
  ] as const)('tells of a message that failed with %s', async (_, trouble, status) => {
    const failed: string[] = [];
    const { accepted, graph } = await run({
      trouble: () => trouble,
      failed: ({ recipient }) => failed.push(recipient),
    });
    const response = await send(graph.url);
    await response.text();

    expect([response.status, failed, accepted]).toEqual([status, [PHONE], []]);
  });

  it('hangs up', async () => {
    const failed: string[] = [];
    const { graph } = await run({
      trouble: () => ({ hangUp: true }),
      failed: ({ recipient }) => failed.push(recipient),
    });

    await expect(send(graph.url)).rejects.toThrow('fetch failed');
    expect(failed).toEqual([PHONE]);
  });

  it('lies: it says 200, and has not accepted the message', async () => {
    const lied: string[] = [];
    const { accepted, post } = await run({
      trouble: () => ({ lie: GRAPH_FAULTS.unknown }),
      lied: ({ recipient }) => lied.push(recipient),
    });
    const { status, answer } = await post(TEXT);

    expect([status, answer.error?.code, answer.messages]).toEqual([200, 1, undefined]);
    expect([lied, accepted]).toEqual([[PHONE], []]);
  });

  it('takes its time for every call', async () => {
    const asked: string[] = [];
    const { accepted, post } = await run({ latencyMs: () => asked.push('once') });
    await post(TEXT);
    await post({ messaging_product: 'whatsapp', status: 'read', message_id: MESSAGE_ID });

    expect([asked.length, accepted.length]).toEqual([2, 2]);
  });

  it('does not accept for somebody who has hung up', async () => {
    const { promise: until, resolve: release } = Promise.withResolvers<void>();
    const failed = Promise.withResolvers<string>();
    const { accepted, graph, post } = await run({
      trouble: () => {
        client.abort();
        return { until };
      },
      failed: ({ recipient }) => failed.resolve(recipient),
    });
    const client = new AbortController();
    await expect(send(graph.url, client.signal)).rejects.toThrow('aborted');
    // When a later call has been answered, the end of that connection has been seen as well.
    await post({ messaging_product: 'whatsapp', status: 'read', message_id: MESSAGE_ID });
    release();

    expect(await failed.promise).toBe(PHONE);
    expect(accepted.map(({ kind }) => kind)).toEqual(['read']);
  });
});

const send = (url: string, signal: AbortSignal = new AbortController().signal): Promise<Response> =>
  fetch(`${url}/v23.0/1065/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer token' },
    body: JSON.stringify(TEXT),
    signal,
  });
