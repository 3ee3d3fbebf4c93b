import {
  type Environment,
  rejectUnknownOptions,
  resolveOptions,
  warnOfUnknownVariables,
} from './config/environment.js';
import type { ConfigOf, InputOf, OptionTable } from './config/option.js';
import { coreOptions } from './config/options.js';
import { isProduction } from './config/railway.js';
import { type AccessMode, createAccessPolicy } from './http/access.js';
import { type AdminServer, startAdminServer } from './http/admin-server.js';
import { createDispatch, type Dispatch } from './http/dispatch.js';
import { withoutTakenAddresses } from './http/endpoint-address.js';
import { chain, type Middleware } from './http/middleware.js';
import type { AllContributions, Contributions, Core, Plugin } from './plugin.js';
import type { Runtime } from './runtime.js';
import { identifyService } from './service.js';

export type CoreConfig = ConfigOf<typeof coreOptions>;
export type CoreInput = InputOf<typeof coreOptions>;

/** A list of plugins that has become a running whole. */
export interface Instance {
  readonly runtime: Runtime;
  readonly config: CoreConfig;
  readonly production: boolean;
  readonly accessMode: AccessMode;
  readonly contributions: AllContributions;
  /** Answers Astrolabe's endpoints. */
  readonly dispatch: Dispatch;
  /** What the plugins put into the bot's own chain; undefined when none does. */
  readonly middleware: Middleware | undefined;
  readonly adminServer: AdminServer | undefined;
  /** Runs `end` when this instance is stopped. */
  whenStopped(end: () => void): void;
  /** Ends everything that was started. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly plugins: readonly Plugin[];
  /** The options in code, of all plugins and the core together. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly environment: Environment;
}

/**
 * Starts a list of plugins on a runtime; a second start gets the instance there is.
 * @throws OptionError (`ASTROLABE_OPTION_INVALID`) for a wrong option in code.
 */
export const start = (runtime: Runtime, { plugins, options, environment }: StartOptions): Instance => {
  const { diagnostics } = runtime;
  const tables: readonly OptionTable[] = [coreOptions, ...plugins.map((plugin) => plugin.options)];
  rejectUnknownOptions(tables, options);
  const config = resolveOptions(coreOptions, options, environment, diagnostics);
  if (runtime.instance !== undefined) {
    warnOfSecondStart(runtime, options);
    return runtime.instance;
  }
  diagnostics.setLevel(config.logLevel);
  warnOfUnknownVariables(tables, environment, diagnostics);

  const contributed: Contributions[] = [];
  if (config.enabled) {
    runtime.declareRequestMetrics(config.maxSeries);
    const core = coreFor(runtime, config, () => merge(contributed));
    for (const plugin of plugins) {
      const pluginConfig = resolveOptions(plugin.options, options, environment, diagnostics);
      const added = plugin.setup(core, pluginConfig);
      contributed.push(withoutTakenAddresses(contributed, added, environment, diagnostics));
    }
    return run(runtime, config, isProduction(environment), merge(contributed), core);
  }
  return run(runtime, config, isProduction(environment), merge([]), undefined);
};

const coreFor = (runtime: Runtime, config: CoreConfig, contributions: () => AllContributions): Core => ({
  metrics: runtime.metrics,
  tracer: runtime.tracer,
  clock: runtime.clock,
  diagnostics: runtime.diagnostics,
  service: identifyService(config.serviceName),
  get contributions() {
    return contributions();
  },
});

const merge = (contributed: readonly Contributions[]): AllContributions => {
  const all = <K extends keyof Contributions>(key: K) =>
    contributed.flatMap((each) => (each[key] ?? []) as never[]) as never;
  return {
    instrumentations: all('instrumentations'),
    processors: all('processors'),
    objectives: all('objectives'),
    checks: all('checks'),
    endpoints: all('endpoints'),
    middleware: all('middleware'),
    rules: all('rules'),
    panels: all('panels'),
    closers: all('closers'),
    movable: Object.assign({}, ...contributed.map((each) => each.movable)),
    startLines: contributed.flatMap((each) => each.startLine ?? []),
  };
};

const run = (
  runtime: Runtime,
  config: CoreConfig,
  production: boolean,
  contributions: AllContributions,
  core: Core | undefined,
): Instance => {
  const { diagnostics, httpServer, recorder } = runtime;
  const access = createAccessPolicy(config.token, production);
  const dispatchOptions = { endpoints: contributions.endpoints, diagnostics, claimed: httpServer.discard };
  const undo: (() => void)[] = [];

  for (const processor of contributions.processors) {
    recorder.add(processor);
    undo.push(() => recorder.remove(processor));
  }
  if (core !== undefined) {
    undo.push(httpServer.enable());
    for (const instrumentation of contributions.instrumentations) undo.push(instrumentation.enable(core));
  }
  const adminServer =
    core === undefined || config.adminPort === undefined
      ? undefined
      : startAdminServer(config.adminHost, config.adminPort, config.token, dispatchOptions);

  const instance: Instance = {
    runtime,
    config,
    production,
    accessMode: access.mode,
    contributions,
    dispatch: createDispatch({ ...dispatchOptions, access }),
    middleware: contributions.middleware.length === 0 ? undefined : chain(contributions.middleware),
    adminServer,
    whenStopped: (end) => undo.push(end),
    stop: async () => {
      for (const each of undo.splice(0).reverse()) each();
      runtime.instance = undefined;
      await adminServer?.close();
    },
  };
  runtime.instance = instance;
  return instance;
};

const warnOfSecondStart = (runtime: Runtime, options: Readonly<Record<string, unknown>>): void => {
  if (Object.keys(options).length === 0) return;
  runtime.diagnostics.warnOnce(
    'ASTROLABE_STARTED_TWICE',
    `astrolabe() was called again with options (${Object.keys(options).join(', ')}); the first call's are in force, ` +
      'so give them there',
  );
};
