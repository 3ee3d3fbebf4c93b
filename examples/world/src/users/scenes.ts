import type { Fate } from '../graph/fate.ts';
import { createWamid } from '../graph/wamid.ts';
import { type Content, OTHER_CONTENTS, text } from './content.ts';
import type { Crowd } from './crowd.ts';
import { type Delivery, later } from './delivery.ts';
import type { Noise } from './noise.ts';
import type { Postbox } from './postbox.ts';

/** Who plays. */
export interface Cast {
  readonly crowd: Crowd;
  readonly postbox: Postbox;
  readonly noise: Noise;
}

/** What happens at a tick, in deliveries. */
export type Scene = (cast: Cast, dueMs: number) => readonly Delivery[];

/** Long before the Graph API accepts an answer to the first message, even where the machine stands still for a moment. */
const WRITES_AGAIN_MS = 10;
/** The first delivery has been acknowledged by then. */
const REDELIVERED_MS = 300;
const HUNDRED = 100;

/** Somebody begins a conversation, or goes on with one. */
export const chat: Scene = ({ crowd, postbox }, dueMs) => [postbox.send(dueMs, crowd.next(dueMs))];

/** Two messages, one answer that counts. */
export const writeAgain: Scene = ({ crowd, postbox }, dueMs) => {
  const from = crowd.stranger('late');
  const againMs = dueMs + WRITES_AGAIN_MS;
  return [
    postbox.send(dueMs, { from, content: text('Hello!') }),
    postbox.send(againMs, { from, content: text('Are you there?') }),
  ];
};

/** The same webhook twice at the same moment. */
export const deliverTwice: Scene = (cast, dueMs) => chat(cast, dueMs).flatMap((delivery) => [delivery, delivery]);

/** The same webhook once more when it has been acknowledged. */
export const redeliver: Scene = (cast, dueMs) =>
  chat(cast, dueMs).flatMap((delivery) => [delivery, later(delivery, REDELIVERED_MS)]);

/** The message comes with those of a later tick. */
export const hold: Scene = ({ crowd, postbox }, dueMs) => {
  postbox.hold(crowd.next(dueMs));
  return [];
};

/** Many users at once, in one webhook. */
export const hundred: Scene = ({ crowd, postbox }, dueMs) => {
  const lines = Array.from({ length: HUNDRED }, () => ({ from: crowd.stranger(), content: text('Hello!') }));
  return [postbox.send(dueMs, ...lines)];
};

/** Somebody whom no answer reaches. */
export const wait =
  (fate: Fate): Scene =>
  ({ crowd, postbox }, dueMs) => [postbox.send(dueMs, { from: crowd.stranger(fate), content: text('Hello!') })];

/** Somebody likes what the bot once said, and wants no answer. */
export const react: Scene = ({ crowd, postbox }, dueMs) => {
  const from = crowd.stranger();
  const reaction = { message_id: createWamid(from, 'outbound'), emoji: '👍' };
  return [postbox.send(dueMs, { from, content: { type: 'reaction', reaction } })];
};

/** Not everybody writes: each time another type of message. */
export const sendOther = (): Scene => {
  let turn = 0;
  return ({ crowd, postbox }, dueMs) => {
    const content = OTHER_CONTENTS[turn++ % OTHER_CONTENTS.length] as Content;
    return [postbox.send(dueMs, { from: crowd.stranger(), content })];
  };
};

export const disturb =
  (kind: keyof Noise): Scene =>
  ({ noise }, dueMs) => [{ webhook: noise[kind], letters: [], dueMs }];
