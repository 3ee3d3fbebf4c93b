import { AstrolabeError, type Diagnostics, type Family, type MetricStore, runtime } from '@astrolabe/core';
import { createFamilyNames, sampleNames } from '../family-names.js';
import { type FamilySource, FamilyView, isFamilyView } from './family-view.js';
import type { PromClientRegistry } from './registry.js';
import { theirMetrics } from './their-metrics.js';

/** The part of prom-client's `Registry` that is needed to appear in it. */
export interface PromClientRegister extends PromClientRegistry {
  registerMetric(metric: object): void;
  removeSingleMetric(name: string): void;
  getSingleMetric(name: string): object | undefined;
  clear(): void;
}

/** Holds the end of a registration, so that the second one for a register finds the first. */
const REGISTRATION = Symbol.for('astrolabe.registration');
type Registered = PromClientRegister & { [REGISTRATION]?: (() => void) | undefined };

/**
 * Makes every metric of Astrolabe's, now and later, appear in the bot's own prom-client register, for bots that
 * serve `register.metrics()` themselves. A name that the bot has itself stays the bot's. Of this one register,
 * `clear` and `registerMetric` are replaced until the end: ours outlive a `clear`, and make way for a metric of the
 * bot's that comes later, where prom-client would throw.
 *
 * @example
 * registerInto(register);
 * @returns the end of it
 * @throws AstrolabeError `ASTROLABE_REGISTRY_INVALID` for what is not a registry of prom-client
 */
export const registerInto = (register: PromClientRegister): (() => void) => {
  assertRegister(register);
  const { metrics, diagnostics, clock } = runtime();
  return registerStoreInto(register, { store: metrics, diagnostics, clock });
};

const METHODS = ['getMetricsAsArray', 'registerMetric', 'removeSingleMetric', 'getSingleMetric', 'clear'] as const;

const assertRegister = (register: Partial<PromClientRegister> | undefined | null): void => {
  if (METHODS.every((method) => typeof register?.[method] === 'function')) return;
  throw new AstrolabeError(
    'ASTROLABE_REGISTRY_INVALID',
    `registerInto: the value of type ${register === null ? 'null' : typeof register} is not a registry of ` +
      'prom-client; give its `register`, or a `Registry` of your own',
  );
};

interface RegistrationOptions extends FamilySource {
  readonly store: MetricStore;
  readonly diagnostics: Diagnostics;
}

const registerStoreInto = (register: Registered, options: RegistrationOptions): (() => void) => {
  if (register[REGISTRATION] !== undefined) return register[REGISTRATION];
  const { registerMetric, clear } = register;
  const views = createViews(register, registerMetric, options);

  register.registerMetric = (metric) => {
    const held = register.getSingleMetric((metric as { readonly name: string }).name);
    if (isFamilyView(held) && held !== metric) views.makeWay(held);
    registerMetric.call(register, metric);
  };
  register.clear = () => {
    clear.call(register);
    views.putBack();
  };
  const stopListening = options.store.onFamily(views.put);

  const end = () => {
    stopListening();
    register.registerMetric = registerMetric;
    register.clear = clear;
    register[REGISTRATION] = undefined;
    views.removeAll();
  };
  register[REGISTRATION] = end;
  return end;
};

const createViews = (
  register: PromClientRegister,
  registerMetric: PromClientRegister['registerMetric'],
  options: RegistrationOptions,
) => {
  const { diagnostics } = options;
  const names = createFamilyNames(diagnostics);
  const views = new Map<string, FamilyView>();

  const remove = (view: FamilyView) => {
    if (register.getSingleMetric(view.name) === view) register.removeSingleMetric(view.name);
  };
  /** Never throws: it runs inside whatever declares a metric. */
  const put = (family: Family, reserved: readonly string[] = []) => {
    try {
      const before = views.get(family.name);
      if (before !== undefined) remove(before);
      const theirs = theirMetrics([register], diagnostics);
      const taken = new Set([...reserved, ...theirs.flatMap(({ metric, name }) => sampleNames(name, metric.type))]);
      const name = names.nameOf(family, taken);
      const view = new FamilyView(family, name ?? family.name, register, options);
      // One that is left out is kept all the same: it is there again when theirs has gone.
      if (name !== undefined) registerMetric.call(register, view);
      views.set(family.name, view);
    } catch (error) {
      diagnostics.failed('ASTROLABE_REGISTRATION_FAILED', `registering ${family.name} with prom-client`, error);
    }
  };
  return {
    put: (family: Family) => put(family),
    makeWay: (view: FamilyView) => put(view.family, [view.name]),
    putBack: () => [...views.values()].forEach(({ family }) => void put(family)),
    removeAll: () => views.forEach(remove),
  };
};
