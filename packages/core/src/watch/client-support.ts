import type { Core } from '../plugin.js';

/** Connections of a pool, as OpenTelemetry counts them. */
export interface PoolState {
  readonly used: number;
  readonly idle: number;
  /** Who waits for a connection. */
  readonly pending: number;
  readonly maximum: number;
}

/** What can be done with one client that its owner has named. */
export interface SupportedClient {
  /** The library's name, which is that of the instrumentation that switches its spans off. */
  readonly library: string;
  /** Begins to time what is asked through this client; returns the end of it, after which it is as it was. */
  instrument(core: Core): () => void;
  /** Of a client that is a pool. */
  readonly pool: (() => PoolState) | undefined;
  /** Asks the database for next to nothing; rejects when it does not answer. */
  ping(): Promise<unknown>;
}

/** Recognises the clients of one library by what they can do; undefined for any other. */
export type ClientSupport = (client: object) => SupportedClient | undefined;
