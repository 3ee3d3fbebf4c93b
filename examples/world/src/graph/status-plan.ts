import { type Random, shuffle } from '../chance/random.ts';

export type Status = 'sent' | 'delivered' | 'read';

/** A status, and how long after the acceptance its webhook leaves. */
export interface PlannedStatus {
  readonly status: Status;
  readonly afterMs: number;
}

const STATUSES: readonly Status[] = ['sent', 'delivered', 'read'];
const LONGEST_MS = 1_200;

/** The statuses of a message: in any order, for the platform promises none, and not everybody reads. */
export const planStatuses = (random: Random): readonly PlannedStatus[] => {
  const kept = random() < 0.5 ? STATUSES : STATUSES.slice(0, 2);
  const times = shuffle(
    random,
    kept.map(() => random() * LONGEST_MS),
  );
  return kept.map((status, index) => ({ status, afterMs: times[index] as number }));
};
