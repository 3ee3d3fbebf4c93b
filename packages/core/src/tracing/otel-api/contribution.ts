import { listen } from '../../instrument/channel.js';
import { onServerListening } from '../../lifecycle/servers.js';
import { metersOf } from '../../metrics/otel-meter/meters.js';
import type { Contributions, Core } from '../../plugin.js';
import type { Runtime } from '../../runtime.js';
import { isApiLoaded } from './api-copies.js';
import { hasRegistry } from './global-offer.js';
import { neighbours, providerName } from './neighbours.js';
import { namedPropagator } from './options.js';
import { Registration } from './registration.js';

export interface OpenTelemetryConfig {
  readonly propagators: readonly string[];
  /** Nobody called for it in the bot's code: there may be no server. */
  readonly isAutomatic: boolean;
}

/** OpenTelemetry's API as a part among the others: switched off by its name, `opentelemetry`. */
export const openTelemetryContributions = (
  runtime: Runtime,
  { propagators, isAutomatic }: OpenTelemetryConfig,
): Contributions => {
  const registration = new Registration({
    tracer: runtime.tracer,
    diagnostics: runtime.diagnostics,
    propagator: namedPropagator({ propagators }),
    meters: metersOf(runtime),
  });
  const notes = () => remarks(registration);
  return {
    instrumentations: [
      {
        name: 'opentelemetry',
        enable: (core) => beginInTime(registration, core, isAutomatic ? 'soon' : 'with a server'),
      },
    ],
    startLine: notes,
    notes,
  };
};

/**
 * Begins when a server of the bot listens, or at the first request to one that listened before: an SDK of the owner's
 * that is started after `astrolabe()` is there by then. Without a server, in the first turn of the event loop.
 */
const beginInTime = (registration: Registration, core: Core, when: 'soon' | 'with a server'): (() => void) => {
  const ends: (() => void)[] = [];
  const stopWaiting = () => {
    for (const end of ends.splice(0)) end();
  };
  const begin = () => {
    stopWaiting();
    registration.begin();
  };
  ends.push(onServerListening(core, begin), listen('http.server.request.start', core, begin));
  if (when === 'soon') {
    const turn = setImmediate(begin).unref();
    ends.push(() => clearImmediate(turn));
  }
  return () => {
    stopWaiting();
    registration.end();
  };
};

/** Whose spans the API makes, where it is loaded, and who else traces. */
const remarks = (registration: Registration): readonly string[] => {
  const others = neighbours();
  const { theirs } = registration;
  if (theirs !== undefined) return [`opentelemetry: yours (${[providerName(theirs), ...others].join(', ')})`];
  const beside = others.length === 0 ? '' : ` beside ${others.join(', ')}`;
  return hasRegistry() || isApiLoaded() || beside !== '' ? [`opentelemetry: ours${beside}`] : [];
};
