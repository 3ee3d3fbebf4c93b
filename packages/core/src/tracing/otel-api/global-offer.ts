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
  /** Somebody else has registered a tracer or a context manager: nothing of ours is offered any more. */
  taken(): void;
  /** That failed, since a copy of the API registers only beside its own version, and nobody could tell which it is. */
  refused(): void;
  /** A copy of the API looks what there is: said ever more seldom. */
  read(): void;
}

/** What copies of the API share: its version is that of the copy that has registered first. */
type Registry = { version: string } & { -readonly [type in keyof Offered]?: unknown };

const KEY = Symbol.for('opentelemetry.js.api.1');
const holder = globalThis as { [KEY]?: Registry | undefined };

/** The newest version whose methods ours have: a copy of the API takes nothing from an older one than itself. */
const OFFERED_VERSION = '1.10.0';

/** An SDK is started with the bot, or soon after it. */
const SETTLES_AFTER_MS = 10_000;
const MOST_READS_BETWEEN = 4_096;

/** What is registered under this name by anybody, ours as well. */
export const registered = (type: keyof Offered): unknown => holder[KEY]?.[type];

/** Whether any copy of the API has registered anything. */
export const hasRegistry = (): boolean => holder[KEY] !== undefined;

/**
 * Puts ours where every copy of OpenTelemetry's API looks, and gives the place up to whoever registers. A copy that
 * registers assigns the shared registry, and one that only reads does not: that is how they are told apart. Registering by
 * the API itself would keep out all that come later, and each copy of another version.
 */
export class GlobalOffer {
  private readonly offered: Offered;
  private readonly events: OfferEvents;
  private readonly registry: Registry;
  private readonly isOwn: boolean;
  /** What a copy of the API calls whenever it is used: as little as can be. */
  private readonly usual: () => Registry;
  /** While something is hidden, or being registered. */
  private readonly unusual = (): Registry | undefined => {
    if (this.isHidden) return undefined;
    this.readBy(this.usual);
    if (this.isRegistering) this.settle();
    return this.registry;
  };
  private readonly set = (value: unknown): void => this.assigned(value);
  private isHidden = false;
  private isRegistering = false;
  private isSettled = false;

  constructor(offered: Offered, events: OfferEvents, settlesAfterMs = SETTLES_AFTER_MS) {
    this.offered = offered;
    this.events = events;
    this.isOwn = holder[KEY] === undefined;
    this.registry = holder[KEY] ?? { version: OFFERED_VERSION };
    this.place();
    this.usual = this.createReader(settlesAfterMs);
    this.readBy(this.usual);
  }

  /** What `work` finds without our offer. */
  hidden<R>(work: () => R): R {
    this.isHidden = true;
    this.readBy(this.unusual);
    try {
      return work();
    } finally {
      this.isHidden = false;
    }
  }

  /** Leaves everything as it would be without us. */
  withdraw(): void {
    this.remove();
    for (const type of typesOf(this.offered)) if (this.registry[type] === undefined) delete this.registry[type];
    const isPlaced = this.isSettled || Object.getOwnPropertyDescriptor(globalThis, KEY)?.get !== undefined;
    if (!isPlaced || holder[KEY] !== this.registry) return;
    const isEmpty = this.isOwn && Object.keys(this.registry).every((name) => name === 'version');
    if (isEmpty) delete holder[KEY];
    else setRegistry(this.registry);
  }

  /**
   * Reads, and tells of it ever more seldom: after 1, 2, 4, 8 … times. A place that is read often, and that nobody has
   * wanted for a while, is ours for good: to see who registers costs each reader more than all else that is read there.
   */
  private createReader(settlesAfterMs: number): () => Registry {
    const { registry, events } = this;
    const settlesMs = performance.now() + settlesAfterMs;
    let left = 1;
    let pause = 1;
    const tell = (): Registry => {
      left = pause;
      pause = Math.min(pause * 2, MOST_READS_BETWEEN);
      events.read();
      if (pause === MOST_READS_BETWEEN && performance.now() >= settlesMs) this.settleForGood();
      return registry;
    };
    return () => (--left > 0 ? registry : tell());
  }

  private settleForGood(): void {
    this.isSettled = true;
    setRegistry(this.registry);
  }

  private readBy(read: () => Registry | undefined): void {
    Object.defineProperty(globalThis, KEY, { configurable: true, get: read, set: this.set });
  }

  private assigned(value: unknown): void {
    this.remove();
    if (value !== this.registry) {
      // Somebody has put a registry of their own there, or none.
      setRegistry(value);
      this.events.taken();
      return;
    }
    // It is about to look for what is registered, and for its own version.
    if (this.isOwn && this.isEmpty()) this.registry.version = callingApi()?.version ?? OFFERED_VERSION;
    this.isRegistering = true;
    this.readBy(this.unusual);
    queueMicrotask(() => this.settle());
  }

  /** A copy has registered something, or failed to: what of ours is still wanted is offered again. */
  private settle(): void {
    if (!this.isRegistering) return;
    this.isRegistering = false;
    if (this.registry.trace !== undefined || this.registry.context !== undefined) {
      this.events.taken();
      return;
    }
    if (this.isEmpty()) {
      this.registry.version = OFFERED_VERSION;
      this.events.refused();
    }
    this.place();
  }

  /** Nobody has registered anything with it. */
  private isEmpty(): boolean {
    return (
      this.isOwn && Object.entries(this.registry).every(([name, value]) => name === 'version' || value === undefined)
    );
  }

  private place(): void {
    for (const type of typesOf(this.offered)) {
      if (this.registry[type] !== undefined) continue;
      const given = Object.getOwnPropertyDescriptor(this.offered, type) as PropertyDescriptor;
      // What is made when it is asked for is not asked for here.
      Object.defineProperty(this.registry, type, { ...given, configurable: true, enumerable: true });
    }
  }

  private remove(): void {
    for (const type of typesOf(this.offered)) {
      const { value, get } = Object.getOwnPropertyDescriptor(this.registry, type) ?? {};
      const given = Object.getOwnPropertyDescriptor(this.offered, type);
      const isOurs = get === undefined ? value === given?.value : get === given?.get;
      if (isOurs) Object.defineProperty(this.registry, type, { ...PLAIN, value: undefined });
    }
  }
}

const PLAIN = { configurable: true, enumerable: true, writable: true };

const setRegistry = (value: unknown): void => {
  Object.defineProperty(globalThis, KEY, { ...PLAIN, value });
};

const typesOf = (offered: Offered) => Object.keys(offered) as (keyof Offered)[];
