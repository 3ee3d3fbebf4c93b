import {
  type Environment,
  rejectUnknownOptions,
  resolveOptions,
  warnOfUnknownVariables,
} from './config/environment.js';
import type { InputOf, OptionTable } from './config/option.js';
import { coreOptions } from './config/options.js';
import { isProduction } from './config/railway.js';
import { mergeContributions } from './contributions.js';
import { withoutTakenAddresses } from './http/endpoint-address.js';
import { type CoreConfig, createInstance, type Instance } from './instance.js';
import type { AllContributions, Contributions, Core, Plugin } from './plugin.js';
import type { Runtime } from './runtime.js';
import { identifyService } from './service.js';

export type CoreInput = InputOf<typeof coreOptions>;

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
  // First of all how much to say, since the other variables may need a word.
  if (runtime.instance === undefined) {
    diagnostics.setLevel(resolveOptions({ log: coreOptions.log }, options, environment, diagnostics).log);
  }
  const config = resolveOptions(coreOptions, options, environment, diagnostics);
  // Every option is read before anything is set up: a wrong one leaves nothing half done.
  const pluginConfigs = plugins.map((plugin) => resolveOptions(plugin.options, options, environment, diagnostics));
  if (runtime.instance !== undefined) {
    warnOfSecondStart(runtime, options);
    return runtime.instance;
  }
  warnOfUnknownVariables(tables, environment, diagnostics);

  const contributed: Contributions[] = [];
  const core = coreFor(runtime, config, () => mergeContributions(contributed));
  for (const [index, plugin] of config.enabled ? plugins.entries() : []) {
    const added = plugin.setup(core, pluginConfigs[index] ?? {});
    contributed.push(withoutTakenAddresses(contributed, added, environment, diagnostics));
  }
  if (config.enabled) runtime.declareRequestMetrics(config.maxSeries);
  runtime.instance = createInstance(runtime, {
    core,
    config,
    isProduction: isProduction(environment),
    isTokenRefused: Boolean(environment.ASTROLABE_TOKEN) && config.token === undefined,
    contributions: mergeContributions(contributed),
  });
  return runtime.instance;
};

const coreFor = (runtime: Runtime, config: CoreConfig, contributions: () => AllContributions): Core => ({
  metrics: runtime.metrics,
  tracer: runtime.tracer,
  clock: runtime.clock,
  diagnostics: runtime.diagnostics,
  overhead: runtime.overhead,
  service: identifyService(config.serviceName),
  watchIncoming: (watcher) => runtime.httpServer.incoming.add(watcher),
  get contributions() {
    return contributions();
  },
});

const warnOfSecondStart = (runtime: Runtime, options: Readonly<Record<string, unknown>>): void => {
  if (Object.keys(options).length === 0) return;
  runtime.diagnostics.warnOnce(
    'ASTROLABE_STARTED_TWICE',
    `astrolabe() was called again with options (${Object.keys(options).join(', ')}); the first call's are in force, ` +
      'so give them there',
  );
};
