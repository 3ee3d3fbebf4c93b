/** What only the bot itself knows, for whoever measures it. */
export interface Measures {
  /** A message came in. */
  message(outcome: 'new' | 'duplicate'): void;
  /** A message was answered, in one part or in several, or could not be. */
  reply(outcome: 'sent' | 'failed'): void;
  /** Does a piece of work, and times it. */
  timed<R>(name: string, work: () => R): R;
}

export const unmeasured: Measures = {
  message: () => undefined,
  reply: () => undefined,
  timed: (_name, work) => work(),
};
