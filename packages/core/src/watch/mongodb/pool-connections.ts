import type { PoolState } from '../client-support.js';
import type { Emitter } from '../emitter.js';

interface PoolEvent {
  readonly address: string;
}

interface ConnectionEvent extends PoolEvent {
  readonly connectionId: number;
}

/** The connections to one server, by their numbers. */
interface ServerConnections {
  readonly idle: Set<number>;
  readonly used: Set<number>;
  pending: number;
}

type Listener = (event: never) => void;

/**
 * Follows the connections of one client by its driver's pool events. Those that were there before are counted once they
 * are used.
 */
export class PoolConnections {
  private readonly byServer = new Map<string, ServerConnections>();
  private readonly listeners: Readonly<Record<string, Listener>> = {
    connectionCreated: ({ address, connectionId }: ConnectionEvent) => this.at(address).idle.add(connectionId),
    connectionClosed: ({ address, connectionId }: ConnectionEvent) => {
      const { idle, used } = this.at(address);
      idle.delete(connectionId);
      used.delete(connectionId);
    },
    connectionCheckOutStarted: ({ address }: PoolEvent) => {
      this.at(address).pending++;
    },
    connectionCheckOutFailed: ({ address }: PoolEvent) => this.served(address),
    connectionCheckedOut: ({ address, connectionId }: ConnectionEvent) => {
      const { idle, used } = this.served(address);
      idle.delete(connectionId);
      used.add(connectionId);
    },
    connectionCheckedIn: ({ address, connectionId }: ConnectionEvent) => {
      const { idle, used } = this.at(address);
      used.delete(connectionId);
      idle.add(connectionId);
    },
    connectionPoolClosed: ({ address }: PoolEvent) => this.byServer.delete(address),
  };

  /** Returns the end of it. */
  follow(client: Emitter): () => void {
    const listeners = Object.entries(this.listeners);
    for (const [event, listener] of listeners) client.on(event, listener);
    return () => {
      for (const [event, listener] of listeners) client.removeListener(event, listener);
      this.byServer.clear();
    };
  }

  /** All servers of a cluster together; each has a pool of at most `maximum`, where 0 is no limit. */
  state(maximum: number | undefined): PoolState {
    const state = { used: 0, idle: 0, pending: 0 };
    for (const { used, idle, pending } of this.byServer.values()) {
      state.used += used.size;
      state.idle += idle.size;
      state.pending += pending;
    }
    return { ...state, maximum: maximum === 0 ? undefined : (maximum ?? 100) * Math.max(1, this.byServer.size) };
  }

  private at(address: string): ServerConnections {
    const known = this.byServer.get(address);
    if (known !== undefined) return known;
    const created = { idle: new Set<number>(), used: new Set<number>(), pending: 0 };
    this.byServer.set(address, created);
    return created;
  }

  /** Somebody has waited before this was followed, maybe. */
  private served(address: string): ServerConnections {
    const server = this.at(address);
    server.pending = Math.max(0, server.pending - 1);
    return server;
  }
}
