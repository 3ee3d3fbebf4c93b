import type { PlannedStatus } from '../graph/status-plan.ts';

/** What the Graph API tells the users of a message to one of them. */
export type GraphEvent =
  /** It came, and it was accepted, at these times of the wall clock. */
  | {
      readonly event: 'answered';
      readonly recipient: string;
      readonly id: string;
      readonly calledMs: number;
      readonly atMs: number;
      readonly statuses: readonly PlannedStatus[];
    }
  | { readonly event: 'failed'; readonly recipient: string };
