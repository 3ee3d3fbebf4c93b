import {
  type Environment,
  rejectUnknownOptions,
  resolveOptions,
  warnOfUnknownVariables,
} from './config/environment.js';
import type { ConfigOf, InputOf, OptionTable } from './config/option.js';
import { coreOptions, DRAINING_SECONDS } from './config/options.js';
import { isProduction } from './config/railway.js';
import { mergeContributions } from './contributions.js';
import type { Diagnostics } from './diagnostics.js';
import { levelEndpoints } from './governor/level-endpoint.js';
import { declareLevelMetrics } from './governor/level-metrics.js';
import { withoutTakenAddresses } from './http/endpoint-address.js';
import { type CoreConfig, createInstance, type Instance } from './instance.js';
import { jobContributions } from './jobs/contribution.js';
import { objectiveContributions } from './objectives/contribution.js';
import type { AllContributions, Contributions, Core, Plugin } from './plugin.js';
import type { Runtime } from './runtime.js';
import { identifyService } from './service.js';
import { openTelemetryContributions } from './tracing/otel-api/contribution.js';
import { spanLimits } from './tracing/span-limits/options.js';
import { watchContributions } from './watch/contribution.js';

export type CoreInput = InputOf<typeof coreOptions>;

export interface StartOptions {
  readonly plugins: readonly Plugin[];
  /** The options in code, of all plugins and the core together. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly environment: Environment;
  /** Nobody called for it in the bot's code: then the admin port has a default, and options in code may still come. */
  readonly isAutomatic?: boolean;
}

/**
 * Starts a list of plugins on a runtime; a second start gets the instance there is. One that was started automatically
 * makes place for the options that code gives.
 * @throws OptionError (`ASTROLABE_OPTION_INVALID`) for a wrong option in code.
 */
export const start = (runtime: Runtime, startOptions: StartOptions): Instance => {
  const { options, environment, isAutomatic = false } = startOptions;
  const { diagnostics, instance: previous } = runtime;
  const isReplaced = previous?.isAutomatic === true && Object.keys(options).length > 0;
  const isFirst = previous === undefined || isReplaced;
  const read = readOptions(runtime, startOptions, { isFirst, isAutomatic: isAutomatic || isReplaced });
  if (!isFirst) {
    if (!isAutomatic) previous.isAutomatic = false;
    warnOfSecondStart(runtime, options);
    return previous;
  }
  const { config, tables } = read;
  warnOfUnknownVariables(tables, environment, diagnostics);
  const { core, contributions } = setUp(runtime, startOptions, read);
  previous?.retire();
  runtime.instance = createInstance(runtime, {
    core,
    config,
    isProduction: isProduction(environment),
    isTokenRefused: Boolean(environment.ASTROLABE_TOKEN) && config.token === undefined,
    isAutomatic,
    remarks: shutdownRemarks(config, environment),
    contributions,
    previous,
  });
  if (config.adminPort === undefined) warnOfUnusedHost(options, environment, diagnostics);
  return runtime.instance;
};

interface ReadOptions {
  readonly tables: readonly OptionTable[];
  readonly config: CoreConfig;
  /** In the order of the plugins. */
  readonly pluginConfigs: readonly ConfigOf<OptionTable>[];
}

/** Every option is read before anything is set up: a wrong one leaves nothing half done. */
const readOptions = (
  { diagnostics }: Runtime,
  { plugins, options, environment }: StartOptions,
  { isFirst, isAutomatic }: { readonly isFirst: boolean; readonly isAutomatic: boolean },
): ReadOptions => {
  const ownOptions = isAutomatic ? automaticOptions : coreOptions;
  const tables: readonly OptionTable[] = [ownOptions, ...plugins.map((plugin) => plugin.options)];
  rejectUnknownOptions(tables, options);
  // First of all how much to say, since the other variables may need a word.
  if (isFirst) {
    diagnostics.setLevel(resolveOptions({ log: coreOptions.log }, options, environment, diagnostics).log);
  }
  const config = resolveOptions(ownOptions, options, environment, diagnostics);
  const pluginConfigs = plugins.map((plugin) => resolveOptions(plugin.options, options, environment, diagnostics));
  return { tables, config, pluginConfigs };
};

/** Lets the plugins contribute; switched off, none of them does. */
const setUp = (
  runtime: Runtime,
  { plugins, environment, isAutomatic = false }: StartOptions,
  { config, pluginConfigs }: ReadOptions,
): { readonly core: Core; readonly contributions: AllContributions } => {
  const contributed: Contributions[] = [];
  const core = coreFor(runtime, config, () => mergeContributions(contributed));
  for (const [index, plugin] of config.enabled ? plugins.entries() : []) {
    const added = plugin.setup(core, pluginConfigs[index] ?? {});
    contributed.push(withoutTakenAddresses(contributed, added, environment, runtime.diagnostics));
  }
  if (config.enabled) {
    runtime.declareRequestMetrics(config.maxSeries);
    declareLevelMetrics(runtime.metrics, runtime.governor);
    runtime.tracer.transactions.limits = spanLimits(config);
    runtime.sampling.configure(config, runtime.tracer.transactions);
    contributed.push(
      { endpoints: levelEndpoints(runtime.governor) },
      objectiveContributions(runtime.objectives, config),
      jobContributions(runtime.jobs),
      watchContributions(runtime.watches, core),
      openTelemetryContributions(runtime, { ...config, isAutomatic }),
    );
  }
  return { core, contributions: mergeContributions(contributed) };
};

const coreFor = (runtime: Runtime, config: CoreConfig, contributions: () => AllContributions): Core => ({
  metrics: runtime.metrics,
  tracer: runtime.tracer,
  clock: runtime.clock,
  diagnostics: runtime.diagnostics,
  overhead: runtime.overhead,
  deferred: runtime.deferred,
  service: identifyService(config.serviceName),
  recent: runtime.recent,
  keepIfSlow: (...measured) => runtime.sampling.keepIfSlow(...measured),
  watchIncoming: (watcher) => runtime.httpServer.incoming.add(watcher),
  get contributions() {
    return contributions();
  },
});

/** Without a server of the bot's own, the admin port is the only door: it has the port that Prometheus' exporters begin at. */
const automaticOptions = { ...coreOptions, adminPort: { ...coreOptions.adminPort, fallback: 9_464 } };

const shutdownRemarks = ({ shutdownTimeout }: CoreConfig, environment: Environment): readonly string[] =>
  environment.RAILWAY_ENVIRONMENT_NAME && !environment[DRAINING_SECONDS] && shutdownTimeout > 0
    ? [`shutdown: Railway kills at once (set ${DRAINING_SECONDS})`]
    : [];

const warnOfUnusedHost = (
  { adminHost }: Readonly<Record<string, unknown>>,
  environment: Environment,
  diagnostics: Diagnostics,
): void => {
  if (adminHost === undefined && !environment.ASTROLABE_ADMIN_HOST) return;
  diagnostics.warnOnce(
    'ASTROLABE_ADMIN_HOST_UNUSED',
    'the admin port has an address (ASTROLABE_ADMIN_HOST) and no number, so nothing listens there; ' +
      'set ASTROLABE_ADMIN_PORT, for example to 9464',
  );
};

const warnOfSecondStart = (runtime: Runtime, options: Readonly<Record<string, unknown>>): void => {
  if (Object.keys(options).length === 0) return;
  runtime.diagnostics.warnOnce(
    'ASTROLABE_STARTED_TWICE',
    `astrolabe() was called again with options (${Object.keys(options).join(', ')}); the first call's are in force, ` +
      'so give them there',
  );
};
