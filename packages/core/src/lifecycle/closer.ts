/** The order of a shutdown. */
export type Phase = 'intake' | 'work' | 'clients' | 'telemetry';

/** Something that a shutdown closes, within the time that `signal` allows. */
export interface Closer {
  readonly name: string;
  readonly phase: Phase;
  close(signal: AbortSignal): Promise<void> | void;
}
