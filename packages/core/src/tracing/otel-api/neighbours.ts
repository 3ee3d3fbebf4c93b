import { createRequire } from 'node:module';

interface ProviderLike {
  getDelegate?(): object;
}

/** What the owner of a provider is called: the class of it, which is the SDK's. */
export const providerName = (provider: unknown): string => {
  try {
    const { getDelegate } = provider as ProviderLike;
    const { name } = (getDelegate?.call(provider) ?? (provider as object)).constructor;
    return /^\w{1,60}$/.test(name) ? name : 'a provider';
  } catch {
    return 'a provider';
  }
};

const DATADOG = /[\\/]dd-trace[\\/]packages[\\/]dd-trace[\\/]src[\\/]proxy\.js$/;

/** Who else traces in this process: they need no place of OpenTelemetry's API, or share it. */
export const neighbours = (): readonly string[] => {
  const sentry = (globalThis as { readonly __SENTRY__?: { readonly version?: unknown } }).__SENTRY__?.version;
  const isDatadog = Object.keys(createRequire(process.execPath).cache).some((file) => DATADOG.test(file));
  return [
    ...(typeof sentry === 'string' && /^[\w.-]{1,40}$/.test(sentry) ? [`Sentry ${sentry}`] : []),
    ...(isDatadog ? ['dd-trace'] : []),
  ];
};
