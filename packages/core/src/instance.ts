import type { ServerResponse } from 'node:http';
import type { ConfigOf } from './config/option.js';
import type { coreOptions } from './config/options.js';
import { type AccessMode, createAccessPolicy } from './http/access.js';
import { type AdminEndpoints, type AdminServer, startAdminServer } from './http/admin-server.js';
import { createDispatch, type Dispatch } from './http/dispatch.js';
import { chain, type Middleware } from './http/middleware.js';
import type { Closer } from './lifecycle/closer.js';
import { watchServers } from './lifecycle/servers.js';
import { createShutdown, type Shutdown } from './lifecycle/shutdown.js';
import { onTermination } from './lifecycle/termination.js';
import type { AllContributions, Core } from './plugin.js';
import type { Runtime } from './runtime.js';

export type CoreConfig = ConfigOf<typeof coreOptions>;

/** A list of plugins that has become a running whole. */
export interface Instance {
  readonly runtime: Runtime;
  readonly config: CoreConfig;
  readonly accessMode: AccessMode;
  readonly contributions: AllContributions;
  /** Answers Astrolabe's endpoints. */
  readonly dispatch: Dispatch;
  /** What the plugins put into the bot's own chain; undefined when none does. */
  readonly middleware: Middleware | undefined;
  readonly adminServer: AdminServer | undefined;
  /** What the environment gives the start line to say. */
  readonly remarks: readonly string[];
  /** Started by itself, and not by the bot's code yet. */
  isAutomatic: boolean;
  /** Runs `end` when this instance is stopped. */
  whenStopped(end: () => void): void;
  /** Ends all listening and leaves the rest as it is, the admin server as well: another instance takes its place. */
  retire(): void;
  /** Runs the closers and ends everything that was started; its endpoints are not answered any more. */
  stop(): Promise<void>;
}

export interface InstanceParts {
  /** What the instrumentations are given. */
  readonly core: Core;
  readonly config: CoreConfig;
  /** Nothing private is open without the token. */
  readonly isProduction: boolean;
  /** A token was given that cannot be used: the door that it was to close stays closed. */
  readonly isTokenRefused: boolean;
  readonly isAutomatic: boolean;
  readonly remarks: readonly string[];
  readonly contributions: AllContributions;
  /** The one whose place this instance takes. */
  readonly previous: Instance | undefined;
}

/** Sets what the plugins contribute to work. Switched off, it sets nothing to work, and answers nothing. */
export const createInstance = (runtime: Runtime, parts: InstanceParts): Instance => {
  const { config, contributions, remarks, isAutomatic } = parts;
  const access = createAccessPolicy(config.token, parts.isProduction || parts.isTokenRefused);
  const endpoints = adminEndpoints(runtime, contributions);
  const shutdown = createShutdown({
    ...runtime,
    timeoutMs: config.shutdownTimeout,
    closers: () => [...exporterClosers(contributions), ...contributions.closers, ...runtime.closers.all()],
    open: () => runtime.tracer.open,
  });
  const ends = config.enabled ? [...enable(runtime, parts), ...obeySignals(runtime, config, shutdown)] : [];
  const adminServer = openAdminServer(parts, endpoints);
  const dispatch = createDispatch({ ...endpoints, access });
  let stopped = false;

  const retire = () => {
    stopped = true;
    for (const end of ends.splice(0).reverse()) end();
    runtime.instance = undefined;
  };
  return {
    runtime,
    config,
    accessMode: access.mode,
    contributions,
    remarks,
    isAutomatic,
    dispatch: (request, response, botServes, url) => !stopped && dispatch(request, response, botServes, url),
    middleware: contributions.middleware.length === 0 ? undefined : chain(contributions.middleware),
    adminServer,
    whenStopped: (end) => ends.push(end),
    retire,
    stop: async () => {
      retire();
      if (config.enabled) await shutdown.run({ waits: undefined });
      await adminServer?.close();
    },
  };
};

const adminEndpoints = ({ diagnostics, httpServer }: Runtime, { endpoints }: AllContributions): AdminEndpoints => ({
  endpoints,
  diagnostics,
  claimed: (response: ServerResponse) => httpServer.discard(response),
});

const openAdminServer = (
  { config, isTokenRefused, previous }: InstanceParts,
  endpoints: AdminEndpoints,
): AdminServer | undefined => {
  const { adminHost: host, adminPort: port, token } = config;
  const door = port === undefined ? undefined : { host, port, token, isClosed: isTokenRefused };
  if (config.enabled && door !== undefined && previous?.adminServer?.handOver(door, endpoints)) {
    return previous.adminServer;
  }
  void previous?.adminServer?.close();
  return config.enabled && door !== undefined ? startAdminServer(door, endpoints) : undefined;
};

/** Shuts down when the process is told to end, unless there is no time for it. */
const obeySignals = (runtime: Runtime, { shutdownTimeout }: CoreConfig, shutdown: Shutdown): (() => void)[] => {
  if (shutdownTimeout === 0) return [];
  const servers = watchServers(runtime);
  const stop = onTermination({
    diagnostics: runtime.diagnostics,
    open: () => runtime.tracer.open,
    // A bot that listens itself closes its servers itself, and learns of it whether they were open.
    shutDown: (isAlone, drained) =>
      shutdown.run({ waits: drained, ...(isAlone ? { refuse: () => servers.close() } : {}) }),
  });
  return [servers.end, stop];
};

/** Named first, they are flushed last: what others close may still have something to send. */
const exporterClosers = ({ exporters }: AllContributions): readonly Closer[] =>
  exporters.map((exporter) => ({
    name: `of the exporter ${exporter.name}`,
    phase: 'telemetry',
    close: (signal) => exporter.flush(signal),
  }));

/** Starts all listening; returns the ends of it, in the order of the starts. */
const enable = ({ recorder, tracer, httpServer, diagnostics }: Runtime, parts: InstanceParts): (() => void)[] => {
  const ends = [httpServer.enable(), tracer.transactions.boundAges()];
  for (const processor of parts.contributions.processors) {
    recorder.add(processor);
    ends.push(() => recorder.remove(processor));
  }
  ends.push(...parts.contributions.exporters.map((exporter) => recorder.exportTo(exporter)));
  for (const instrumentation of parts.contributions.instrumentations) {
    if (parts.config.disabledInstrumentations.includes(instrumentation.name)) continue;
    try {
      ends.push(instrumentation.enable(parts.core));
    } catch (error) {
      diagnostics.failed('ASTROLABE_INSTRUMENTATION_FAILED', `the instrumentation ${instrumentation.name}`, error);
    }
  }
  return ends;
};
