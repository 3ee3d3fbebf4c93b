/** The order of a shutdown. */
export const PHASES = ['intake', 'work', 'clients', 'telemetry'] as const;
export type Phase = (typeof PHASES)[number];

/** Something that a shutdown closes, within the time that `signal` allows. */
export interface Closer {
  readonly name: string;
  readonly phase: Phase;
  close(signal: AbortSignal): Promise<unknown> | unknown;
}
