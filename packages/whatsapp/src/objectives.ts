import type { Objective } from '@astrolabe/core';
import { ACK_SECONDS, REPLY_SECONDS } from './metrics.js';

const THIRTY_DAYS_MS = 30 * 86_400_000;

/** What users and the platform may expect; `ASTROLABE_SLO` says otherwise. */
export const whatsappObjectives: readonly Objective[] = [
  {
    name: 'reply',
    metric: REPLY_SECONDS,
    withinSeconds: 2,
    target: 0.95,
    windowMs: THIRTY_DAYS_MS,
    // Whoever was never answered waited longer than any threshold.
    judge: ({ outcome }) => (outcome === 'unanswered' ? 'bad' : 'timed'),
  },
  { name: 'ack', metric: ACK_SECONDS, withinSeconds: 1, target: 0.99, windowMs: THIRTY_DAYS_MS },
];
