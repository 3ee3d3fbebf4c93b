import { createRequire } from 'node:module';
import type { OpenTelemetryApi } from './api.js';
import type { TracerProvider } from './tracer-provider.js';

/** What tracers that were asked for before anything was registered go to, once it has a delegate. */
interface ProxyProvider {
  getDelegate(): unknown;
  setDelegate(delegate: TracerProvider | undefined): void;
}

const MAIN_FILE = /[\\/]@opentelemetry[\\/]api[\\/](?:build[\\/]src|dist)[\\/]index\.c?js$/;

/** The copies of the API that are loaded as CommonJS: up to 1.9 these are all, whether required or imported. */
export const loadedApis = (): readonly OpenTelemetryApi[] => {
  const { cache } = createRequire(process.execPath);
  return Object.keys(cache)
    .filter((file) => MAIN_FILE.test(file))
    .flatMap((file) => (cache[file]?.loaded ? [cache[file].exports as OpenTelemetryApi] : []));
};

/** Whether a copy is loaded. */
export const isApiLoaded = (): boolean =>
  Object.keys(createRequire(process.execPath).cache).some((file) => MAIN_FILE.test(file));

/** Tracers of one copy that were asked for before ours was offered. */
export class EarlyTracers {
  private readonly provider: TracerProvider;
  private readonly proxies = new Set<ProxyProvider>();

  constructor(provider: TracerProvider) {
    this.provider = provider;
  }

  /** Gives them ours. `hidden` shows the copy as it is without our offer; one that does not take that is left alone. */
  adopt({ trace }: OpenTelemetryApi, hidden: <R>(work: () => R) => R): void {
    if (trace.getTracerProvider() !== this.provider) return;
    const proxy = hidden(() => trace.getTracerProvider()) as Partial<ProxyProvider>;
    if (typeof proxy.setDelegate !== 'function' || typeof proxy.getDelegate !== 'function') return;
    proxy.setDelegate(this.provider);
    this.proxies.add(proxy as ProxyProvider);
  }

  release(): void {
    for (const proxy of this.proxies) if (proxy.getDelegate() === this.provider) proxy.setDelegate(undefined);
    this.proxies.clear();
  }
}
