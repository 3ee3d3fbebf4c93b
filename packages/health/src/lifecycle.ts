/** Where the bot is on its way out: a draining bot still answers, and wants no new requests. */
export interface Lifecycle {
  readonly draining: boolean;
  /** From now on the bot is not ready; there is no way back. */
  drain(): void;
}

export const createLifecycle = (): Lifecycle => {
  let draining = false;
  return {
    get draining() {
      return draining;
    },
    drain: () => {
      draining = true;
    },
  };
};
