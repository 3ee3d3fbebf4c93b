import { median, quantile } from '../statistics.ts';
import { fixed, grouped, table } from '../table.ts';

/** What a look at the event loop has found in one round, in milliseconds. */
export interface Look {
  /** From the start of an immediate to the end of what it set off; `ownMs` leaves out collections of garbage. */
  readonly slices: { readonly count: number; readonly heldMs: number; readonly ownMs: number };
  /** From one turn of the event loop to the next. */
  readonly turns: { readonly count: number; readonly heldMs: number };
}
export interface Round extends Look {
  /** Of the process, for each span. */
  readonly micros: number;
}

/** What was kept in all rounds, the ones before included, and what became of it. */
export interface Proof {
  readonly spans: number;
  readonly exported: number;
  readonly transactions: number;
  readonly arrived: number;
}

/** What sending may hold the event loop for at once. */
export const TARGET_MS = 2;

export const toTable = (rounds: readonly Round[], { spans }: Proof): string => {
  const longest = (values: readonly number[]) => `${fixed(median(values), 2)} (${fixed(Math.max(...values), 2)})`;
  const head = ['µs a span', 'slices', 'longest slice ms', 'with GC', 'longest turn ms'];
  const row = [
    fixed(median(rounds.map(({ micros }) => micros)), 1),
    grouped(median(rounds.map(({ slices }) => slices.count))),
    longest(rounds.map(({ slices }) => slices.ownMs)),
    longest(rounds.map(({ slices }) => slices.heldMs)),
    longest(rounds.map(({ turns }) => turns.heldMs)),
  ];
  const note = `${grouped(spans)} spans; medians of ${rounds.length} rounds, and in brackets the worst of them.`;
  return `${table(head, [row])}\n${note}\nTarget: no slice over ${TARGET_MS} ms; the lower end of the middle half is judged.\n`;
};

/** What was not as it has to be. A busy machine makes a slice longer and never shorter, so the lower quartile is judged. */
export const complaints = (rounds: readonly Round[], proof: Proof): string[] => {
  const ownMs = quantile(
    rounds.map(({ slices }) => slices.ownMs),
    0.25,
  );
  return [
    ...(proof.exported === proof.spans
      ? []
      : [`${grouped(proof.exported)} of ${grouped(proof.spans)} spans were exported`]),
    ...(proof.arrived === proof.transactions
      ? []
      : [`${grouped(proof.arrived)} of ${grouped(proof.transactions)} transactions have arrived`]),
    ...(rounds.some(({ slices }) => slices.count === 0) ? ['the probe saw no slice'] : []),
    ...(ownMs > TARGET_MS
      ? [
          `sending held the event loop for ${fixed(ownMs, 2)} ms or more in one slice of three rounds in four; the target is ${TARGET_MS} ms`,
        ]
      : []),
  ];
};
