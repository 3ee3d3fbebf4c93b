import type { Core } from '../plugin.js';

/** Connections of a pool, as OpenTelemetry counts them. */
export interface PoolState {
  readonly used: number;
  readonly idle: number;
  /** Who waits for a connection. */
  readonly pending: number;
  /** Undefined where its library keeps it to itself. */
  readonly maximum: number | undefined;
}

/** Of a client that has not been opened. */
export const NO_CONNECTIONS: PoolState = { used: 0, idle: 0, pending: 0, maximum: undefined };

/** What can be done with one client that its owner has named. */
export interface SupportedClient {
  /** The library's name, which is that of the instrumentation that switches its spans off. */
  readonly library: string;
  /**
   * Sets what has to be set before the client connects, which may be long before Astrolabe starts; returns the way back.
   */
  prepare?(): () => void;
  /**
   * Begins to time what is asked through this client, which its owner calls `name`; returns the end of it, after which
   * the client is as it was.
   */
  instrument(core: Core, name: string): () => void;
  /** Of a client that is a pool. */
  readonly pool: (() => PoolState) | undefined;
  /** Asks the database for next to nothing; rejects when it does not answer. */
  ping(): Promise<unknown>;
}

/** Recognises the clients of one library by what they can do; undefined for any other. */
export type ClientSupport = (client: object) => SupportedClient | undefined;
