import type { Diagnostics } from '../../diagnostics.js';
import type { Meters } from '../../metrics/otel-meter/meters.js';
import { NO_VALUES } from '../active-context.js';
import type { RequestTracer } from '../tracer.js';
import type { TextMapPropagator } from '../w3c/propagator.js';
import type { OpenTelemetryApi } from './api.js';
import { EarlyTracers, loadedApis } from './api-copies.js';
import { callingApi } from './calling-api.js';
import { ContextManager } from './context-manager.js';
import { GlobalOffer, registered } from './global-offer.js';
import { TracerProvider } from './tracer-provider.js';

export interface RegistrationOptions {
  readonly tracer: RequestTracer;
  readonly diagnostics: Diagnostics;
  readonly propagator: TextMapPropagator | undefined;
  readonly meters: Meters;
}

/**
 * Our tracer for every copy of OpenTelemetry's API in the process, as long as nobody else has one: what was registered
 * before stays, and what is registered later takes our place, with the tracers that libraries have kept.
 */
export class Registration {
  private readonly options: RegistrationOptions;
  /** The same after an end and a new beginning: libraries have kept its tracers. */
  private readonly provider: TracerProvider;
  private readonly contexts: ContextManager;
  private isBegun = false;
  private offer: GlobalOffer | undefined = undefined;
  private early: EarlyTracers | undefined = undefined;
  private readonly modules = new Set<string>();

  constructor(options: RegistrationOptions) {
    this.options = options;
    this.contexts = new ContextManager(options.tracer, NO_VALUES);
    this.provider = new TracerProvider(options.tracer, this.contexts);
  }

  /** What somebody else has registered as the tracer; undefined if it is ours, or nobody's. */
  get theirs(): unknown {
    const provider = registered('trace');
    return provider === this.provider ? undefined : provider;
  }

  /** Offers ours, once until its end. Nothing is done where somebody else is registered. */
  begin(): void {
    if (this.isBegun || registered('trace') !== undefined || registered('context') !== undefined) return;
    const { propagator, meters } = this.options;
    this.isBegun = true;
    this.provider.isWithdrawn = false;
    this.early = new EarlyTracers(this.provider);
    const propagation = propagator === undefined ? {} : { propagation: propagator };
    const offered = {
      trace: this.provider,
      context: this.contexts,
      ...propagation,
      get metrics() {
        return meters.provider;
      },
    };
    this.offer = new GlobalOffer(offered, this);
    meters.begin();
    for (const api of loadedApis()) this.adopt(api);
  }

  end(): void {
    this.options.meters.end();
    this.offer?.withdraw();
    this.offer = undefined;
    this.taken();
    this.modules.clear();
    this.isBegun = false;
  }

  taken(): void {
    this.provider.isWithdrawn = true;
    this.early?.release();
  }

  refused(): void {
    this.options.diagnostics.warnOnce(
      'ASTROLABE_OPENTELEMETRY_REFUSED',
      "an OpenTelemetry SDK was started after the bot's server, with a copy of @opentelemetry/api in a bundle or of a " +
        'version of its own, and could not be registered, so its spans are lost; start it before the bot listens',
    );
  }

  /**
   * An ES module of the API (from 1.10 on) is in no list of what is loaded. It is found by who asks, which is looked at
   * ever more seldom; what asks is loaded already.
   */
  read(): void {
    const module = callingApi()?.module;
    if (module === undefined || this.modules.has(module)) return;
    this.modules.add(module);
    import(module).then((api: OpenTelemetryApi) => this.adopt(api)).catch(() => undefined);
  }

  private adopt(api: OpenTelemetryApi): void {
    const { offer, early, provider } = this;
    if (offer === undefined || early === undefined || provider.isWithdrawn) return;
    try {
      early.adopt(api, (work) => offer.hidden(work));
    } catch {
      // Another module than the API, by its name alone.
    }
  }
}
