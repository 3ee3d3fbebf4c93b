const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * Whether a host is one of those that may know of our traces. `localhost` is every name of the own machine, `*.suffix`
 * every host below it, and `*` all of them.
 */
export const trustedHosts = (patterns: readonly string[]): ((hostname: string) => boolean) => {
  const exact = new Set(patterns);
  const suffixes = patterns.filter((pattern) => pattern.startsWith('*.')).map((pattern) => pattern.slice(1));
  return (hostname) =>
    exact.has('*') ||
    exact.has(hostname) ||
    (exact.has('localhost') && LOOPBACK.test(hostname)) ||
    suffixes.some((suffix) => hostname.endsWith(suffix) && hostname.length > suffix.length);
};
