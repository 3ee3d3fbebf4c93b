import type { UserMessage, WebhookRequest } from './platform.ts';

/** A message on its way, shared by all deliveries of it. */
export interface Letter {
  readonly message: UserMessage;
  acknowledged: boolean;
  /** Whether somebody has begun to wait for an answer to it: they wait once, however often it is delivered. */
  waitedFor: boolean;
}

/** A webhook with the messages that are in it. */
export interface Delivery {
  readonly webhook: WebhookRequest;
  readonly letters: readonly Letter[];
  readonly dueMs: number;
}

/** The same webhook again. */
export const later = (delivery: Delivery, ms: number): Delivery => ({ ...delivery, dueMs: delivery.dueMs + ms });
