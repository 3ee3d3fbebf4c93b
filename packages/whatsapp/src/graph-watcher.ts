import type { Clock, DeferredWork, OutgoingRequest, OutgoingWatcher } from '@astrolabe/core';
import { hasError, readRecipient } from './graph-message.js';
import type { Turn, Turns } from './turns.js';
import { isSameSubscriber, userKey } from './user-key.js';
import { turnOf } from './webhook-watcher.js';

/** The platform's own limit for a message is 4096 characters, and a template may be longer. */
const MAX_BODY_BYTES = 256 * 1024;
/** The host differs: a mock, a provider, a proxy. */
const MESSAGES_PATH = /\/v\d+\.\d+\/[^/?]+\/messages(?:\?|$)/;

export interface GraphWatcherOptions {
  readonly turns: Turns;
  readonly clock: Clock;
  readonly deferred: DeferredWork;
}

/** A message that the platform has taken, or an answer that only looks like it. */
interface Answer {
  readonly turns: Turns;
  readonly request: OutgoingRequest;
  readonly body: Buffer | undefined;
  readonly atMs: number;
}

/** Watches for messages that the bot sends through the Graph API: the first that is accepted ends the user's turn. */
export const createGraphWatcher = ({ turns, clock, deferred }: GraphWatcherOptions): OutgoingWatcher => ({
  name: 'whatsapp',
  maxBodyBytes: MAX_BODY_BYTES,
  wants: (method, path) => method === 'POST' && path.includes('/messages') && MESSAGES_PATH.test(path),
  answered: (request, statusCode, body) => {
    if (statusCode >= 200 && statusCode < 300) deferred.add(endTurn, { turns, request, body, atMs: clock.nowMs() });
  },
});

/** Of a path that is one of messages. */
const phoneNumberIdOf = (path: string): string => {
  const end = path.lastIndexOf('/messages');
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end);
};

/** Later messages of the same turn find none waiting. */
const endTurn = ({ turns, request, body, atMs }: Answer): void => {
  const turn = turnAnswered(turns, request);
  if (turn === undefined || (body !== undefined && hasError(body))) return;
  turns.answer(turn, atMs);
};

/**
 * The recipient's; without one, the turn in whose context the message was sent, if the recipient may be the same user
 * under another name. A message to somebody else, such as the owner, is no reply.
 */
const turnAnswered = (turns: Turns, request: OutgoingRequest): Turn | undefined => {
  const sent = request.body();
  const recipient = sent === undefined ? undefined : readRecipient(sent);
  if (recipient === undefined) return undefined;
  const user = userKey(phoneNumberIdOf(request.path), recipient);
  const waiting = turns.of(user);
  // What was sent before the message came cannot be its answer: it is a later part of the one before.
  if (waiting !== undefined) return request.startMs < waiting.startMs ? undefined : waiting;
  const own = turnOf(request.transaction);
  return own !== undefined && isSameSubscriber(own.user, user) ? own : undefined;
};
