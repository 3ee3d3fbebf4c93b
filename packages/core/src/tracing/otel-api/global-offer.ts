import type { TextMapPropagator } from '../w3c/propagator.js';
import { callingApi } from './calling-api.js';
import type { ContextManager } from './context-manager.js';
import type { TracerProvider } from './tracer-provider.js';

/** What is offered, by the names under which OpenTelemetry's API registers it. */
export interface Offered {
  readonly trace: TracerProvider;
  readonly context: ContextManager;
  readonly propagation?: TextMapPropagator;
  /** A `MeterProvider`; read when somebody asks for a meter. */
  readonly metrics?: unknown;
}

export interface OfferEvents {
  /** Somebody else registers a tracer or a context manager: all of ours is withdrawn. */
  taken(): void;
  /** That failed, since a copy of the API registers only beside its own version, and nobody could tell which it is. */
  refused(): void;
  /** A copy of the API asks for what is active. */
  askedForContext(): void;
}

/** What copies of the API share: its version is that of the copy that has registered first. */
type Registry = { version: string } & { [type in keyof Offered]?: unknown };

const KEY = Symbol.for('opentelemetry.js.api.1');
const holder = globalThis as { [KEY]?: Registry | undefined };

/** The newest version whose methods ours have: a copy of the API takes nothing from an older one than itself. */
const OFFERED_VERSION = '1.10.0';

/** What is registered under this name by anybody, ours as well. */
export const registered = (type: keyof Offered): unknown => holder[KEY]?.[type];

/** Whether any copy of the API has registered anything. */
export const hasRegistry = (): boolean => holder[KEY] !== undefined;

/**
 * Puts ours where every copy of OpenTelemetry's API looks, and gives the place up to whoever registers. A copy that
 * registers assigns the shared registry, and one that only asks does not: that is how they are told apart. Registering by
 * the API itself would keep out all that come later, and each copy of another version.
 */
export class GlobalOffer {
  private readonly offered: Offered;
  private readonly events: OfferEvents;
  private readonly registry: Registry;
  private isRegistering = false;
  private isHidden = false;

  constructor(offered: Offered, events: OfferEvents) {
    this.offered = offered;
    this.events = events;
    this.registry = holder[KEY] ?? this.emptyRegistry();
    for (const type of typesOf(offered)) if (this.registry[type] === undefined) this.place(type);
    Object.defineProperty(globalThis, KEY, {
      configurable: true,
      get: () => this.read(),
      set: (value: unknown) => this.assigned(value),
    });
  }

  /** What `work` finds without our offer. */
  hidden<R>(work: () => R): R {
    this.isHidden = true;
    try {
      return work();
    } finally {
      this.isHidden = false;
    }
  }

  /** Leaves everything as it would be without us. */
  withdraw(): void {
    this.remove(typesOf(this.offered));
    if (Object.getOwnPropertyDescriptor(globalThis, KEY)?.get === undefined || holder[KEY] !== this.registry) return;
    const isEmpty = Object.keys(this.registry).every((name) => name === 'version');
    if (isEmpty) delete holder[KEY];
    else Object.defineProperty(globalThis, KEY, { configurable: true, writable: true, value: this.registry });
  }

  private read(): Registry | undefined {
    this.isRegistering = false;
    return this.isHidden ? undefined : this.registry;
  }

  private assigned(value: unknown): void {
    this.isRegistering = value === this.registry;
    if (this.isRegistering) return;
    // Somebody has put a registry of their own there, or none.
    this.remove(typesOf(this.offered));
    Object.defineProperty(globalThis, KEY, { configurable: true, writable: true, enumerable: true, value });
    this.events.taken();
  }

  private place(type: keyof Offered): void {
    Object.defineProperty(this.registry, type, { configurable: true, get: () => this.given(type) });
  }

  private given(type: keyof Offered): unknown {
    if (this.isRegistering) {
      this.taken(type);
      return undefined;
    }
    if (type === 'context') this.events.askedForContext();
    return this.offered[type];
  }

  private taken(type: keyof Offered): void {
    if (type === 'propagation' || type === 'metrics') {
      this.remove([type]);
      return;
    }
    this.remove(typesOf(this.offered));
    this.events.taken();
    queueMicrotask(() => {
      if (this.registry[type] === undefined) this.events.refused();
    });
  }

  private remove(types: readonly (keyof Offered)[]): void {
    for (const type of types) {
      const isOurs = Object.getOwnPropertyDescriptor(this.registry, type)?.get !== undefined;
      if (isOurs) delete this.registry[type];
    }
  }

  /** Has the version of the first copy that registers, from then on. */
  private emptyRegistry(): Registry {
    const registry = {} as Registry;
    Object.defineProperty(registry, 'version', {
      configurable: true,
      enumerable: true,
      get: () => {
        if (!this.isRegistering) return OFFERED_VERSION;
        const value = callingApi()?.version ?? OFFERED_VERSION;
        Object.defineProperty(registry, 'version', { configurable: true, enumerable: true, value });
        return value;
      },
    });
    return registry;
  }
}

const typesOf = (offered: Offered) => Object.keys(offered) as (keyof Offered)[];
