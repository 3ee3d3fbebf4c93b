import type { ServerResponse } from 'node:http';
import type { ConfigOf } from './config/option.js';
import type { coreOptions } from './config/options.js';
import { type Listener, Listening } from './governor/listening.js';
import { type AccessMode, createAccessPolicy } from './http/access.js';
import { type AdminEndpoints, type AdminServer, startAdminServer } from './http/admin-server.js';
import { createDispatch, type Dispatch } from './http/dispatch.js';
import { chain, type Middleware } from './http/middleware.js';
import type { Closer } from './lifecycle/closer.js';
import { createListeningServers } from './lifecycle/servers.js';
import { createShutdown, type Shutdown } from './lifecycle/shutdown.js';
import { onTermination } from './lifecycle/termination.js';
import type { AllContributions, Core } from './plugin.js';
import type { Runtime } from './runtime.js';
import { MAX_SPANS } from './tracing/transactions.js';

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
  /** Starts something that listens, and ends it as long as the level is `off`; `start` returns the end. */
  whileOn(name: string, start: () => () => void): void;
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
  const listening = new Listening(runtime.diagnostics);
  const ends = config.enabled
    ? [() => listening.stop(), govern(runtime, parts, listening), ...obeySignals(runtime, config, shutdown, listening)]
    : [];
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
    whileOn: (name, start) => listening.add({ name, from: 'metrics', start }),
    retire,
    stop: async () => {
      // What waits for it to end is recorded as long as somebody listens.
      runtime.deferred.flush();
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
const obeySignals = (
  runtime: Runtime,
  { shutdownTimeout }: CoreConfig,
  shutdown: Shutdown,
  listening: Listening,
): (() => void)[] => {
  if (shutdownTimeout === 0) return [];
  const servers = createListeningServers(runtime);
  listening.add({ name: 'servers', from: 'metrics', start: servers.watch });
  const stop = onTermination({
    diagnostics: runtime.diagnostics,
    open: () => runtime.tracer.open,
    // A bot that listens itself closes its servers itself, and learns of it whether they were open.
    shutDown: (isAlone, drained) =>
      shutdown.run({ waits: drained, ...(isAlone ? { refuse: () => servers.close() } : {}) }),
  });
  return [stop];
};

/** Named first, they are ended last: what others close may still have something to send. */
const exporterClosers = ({ exporters }: AllContributions): readonly Closer[] =>
  exporters.map((exporter) => ({
    name: `of the exporter ${exporter.name}`,
    phase: 'telemetry',
    close: (signal) => exporter.shutdown?.(signal) ?? exporter.flush(signal),
  }));

/** Has the governor start and end all that listens, and say how much is recorded; returns the end of it. */
const govern = (runtime: Runtime, parts: InstanceParts, listening: Listening): (() => void) => {
  const { governor, tracer } = runtime;
  for (const listener of listeners(runtime, parts)) listening.add(listener);
  return governor.govern({
    budget: parts.config.overheadBudget,
    apply: (level) => {
      tracer.transactions.maxSpans = level === 'full' ? MAX_SPANS : 0;
      listening.set(level);
    },
  });
};

/** All that listens, in the order of the starts. */
const listeners = (
  { recorder, tracer, httpServer }: Runtime,
  { core, config, contributions }: InstanceParts,
): readonly Listener[] => {
  const { processors, exporters, instrumentations } = contributions;
  return [
    { name: 'contexts', from: 'metrics', start: () => () => tracer.forget() },
    { name: 'requests', from: 'metrics', start: () => httpServer.enable() },
    { name: 'ages', from: 'metrics', start: () => tracer.transactions.boundAges() },
    { name: 'the wall clock', from: 'metrics', start: () => tracer.transactions.followWall() },
    ...processors.map(
      (processor): Listener => ({
        name: processor.name,
        from: 'no_child_spans',
        start: () => {
          recorder.add(processor);
          return () => recorder.remove(processor);
        },
      }),
    ),
    ...exporters.map(
      (exporter): Listener => ({
        name: exporter.name,
        from: 'no_child_spans',
        start: () => recorder.exportTo(exporter),
      }),
    ),
    ...instrumentations
      .filter(({ name }) => !config.disabledInstrumentations.includes(name))
      .map(
        (instrumentation): Listener => ({
          name: instrumentation.name,
          from: instrumentation.from ?? 'no_child_spans',
          start: () => instrumentation.enable(core),
        }),
      ),
  ];
};
