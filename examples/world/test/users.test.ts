import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readBody } from '../src/loopback/body.ts';
import { Users } from '../src/users/users.ts';
import { wallMs } from '../src/wall-clock.ts';

const SETTINGS = { appSecret: 'secret', verifyToken: 'verify', phoneNumberId: '1065' };
const LARGEST = 4 * 1024 * 1024;

interface Webhook {
  readonly body: string;
  /** How often this very body has come before. */
  readonly before: number;
  readonly users: readonly string[];
}

/** Users who write to something that knows no more of a bot than its statuses. */
const runUsers = async (
  /** Undefined: it hangs up. */
  statusOf: (webhook: Webhook) => number | undefined,
  received: (webhook: Webhook, users: Users) => void = () => undefined,
  { rate = 200, patienceMs = 300 } = {},
) => {
  const seen = new Map<string, number>();
  const read = async (request: IncomingMessage): Promise<Webhook> => {
    const body = (await readBody(request, LARGEST)) ?? '';
    const before = seen.get(body) ?? 0;
    seen.set(body, before + 1);
    return { body, before, users: [...body.matchAll(/"from":"(\d+)"/g)].map(([, user]) => user as string) };
  };
  const server = createServer(async (request, response) => {
    if (!isSigned(request)) return request.resume().on('end', () => response.writeHead(404).end());
    const webhook = await read(request);
    const status = statusOf(webhook);
    if (status === undefined) return response.destroy();
    response.writeHead(status).end();
    received(webhook, users);
    return undefined;
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const botUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const users = new Users({ ...SETTINGS, botUrl, rate, patienceMs });
  onTestFinished(async () => {
    await users.finish(0);
    server.closeAllConnections();
    server.close();
  });
  return { users, seen };
};

/** A wrong signature of the world is one of zeros. */
const isSigned = ({ headers }: IncomingMessage): boolean =>
  /[1-9a-f]/.test(String(headers['x-hub-signature-256'] ?? '0').slice('sha256='.length));

const answer = ({ users: recipients }: Webhook, users: Users): void => {
  for (const recipient of recipients) {
    users.hear({
      event: 'answered',
      recipient,
      id: 'wamid.AA==',
      calledMs: wallMs(),
      atMs: wallMs(),
      statuses: [{ status: 'sent', afterMs: 0 }],
    });
  }
};

const hasWritten = (users: Users, messages: number) =>
  expect.poll(() => users.page().messages, { timeout: 10_000 }).toBeGreaterThan(messages);

describe('users', () => {
  it('are answered once each, and book the statuses that follow', async () => {
    const { users } = await runUsers(() => 200, answer, { patienceMs: 5_000 });
    await hasWritten(users, 40);
    const books = await users.finish(5_000);

    expect(books.unanswered).toBe(0);
    expect(books.waiting).toBe(0);
    expect(books.replies).toBeGreaterThan(30);
    expect(books.replyDuration.p95).toBeGreaterThan(0);
    expect(books.requests.find(({ status }) => status === 200)?.count).toBeGreaterThan(2 * books.replies);
  });

  it('give up once each when nobody answers, however often they have written', async () => {
    const { users } = await runUsers(() => 200);
    await hasWritten(users, 40);
    const books = await users.finish(5_000);
    const writers = books.messages - books.unanswered;

    expect([books.replies, books.waiting]).toEqual([0, 0]);
    expect(books.unanswered).toBeGreaterThan(30);
    expect(writers, 'those who wrote again, or only reacted').toBeLessThan(12);
  });

  it('are no users when the bot refuses what they write', async () => {
    const { users } = await runUsers(() => 401);
    await expect.poll(() => users.page().requests.find(({ status }) => status === 401)?.count ?? 0).toBeGreaterThan(40);
    const books = await users.finish(5_000);

    expect([books.messages, books.duplicates, books.unanswered, books.waiting]).toEqual([0, 0, 0, 0]);
  });

  it('wait on while the platform delivers again what the bot has failed to take, which is no duplicate', async () => {
    const firstTries = new Set<string>();
    const statusOf = ({ users: [user] }: Webhook) => {
      if (user === undefined || firstTries.has(user)) return 200;
      firstTries.add(user);
      return 503;
    };
    const { users } = await runUsers(statusOf, () => undefined, { rate: 5, patienceMs: 2_000 });
    await expect.poll(() => users.page().messages, { timeout: 10_000 }).toBeGreaterThan(2);
    const books = await users.finish(10_000);

    expect(books.duplicates).toBe(0);
    expect(books.errors).toBe(firstTries.size);
    expect(books.unanswered, 'from the first delivery on, and once').toBe(books.messages);
  });

  it('have waited once when the bot fails on a message for longer than they wait', async () => {
    const { users, seen } = await runUsers(
      () => 503,
      () => undefined,
      { rate: 5, patienceMs: 100 },
    );
    await expect
      .poll(() => [...seen.values()].filter((times) => times > 2).length, { timeout: 10_000 })
      .toBeGreaterThan(2);
    const books = await users.finish(10_000);
    const writers = new Set([...seen.keys()].flatMap((body) => body.match(/"from":"\d+"/g) ?? []));

    expect(books.unanswered).toBe(writers.size);
    expect([books.messages, books.replies, books.waiting]).toEqual([0, 0, 0]);
  });

  it('count what is delivered twice as one message and one duplicate', async () => {
    const { users, seen } = await runUsers(() => 200, answer);
    await hasWritten(users, 40);
    const books = await users.finish(5_000);
    const again = [...seen].filter(([body, times]) => body.includes('"from"') && times > 1);

    expect(again.length).toBeGreaterThan(2);
    expect(books.duplicates).toBe(again.length);
  });

  it('book a request that got no answer', async () => {
    const { users } = await runUsers(() => undefined);
    await expect.poll(() => users.page().lost).toBeGreaterThan(5);

    expect(users.page().messages).toBe(0);
  });
});
