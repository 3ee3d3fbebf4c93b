type Method = (this: unknown, ...values: unknown[]) => unknown;

/**
 * Gives one object a method of its own in place of the one it has; returns the way back. Where somebody has put another
 * in its place since, that one stays, and calls what was there before.
 */
export const replaceOwnMethod = (
  target: object,
  name: string,
  replace: (original: Method, isActive: () => boolean) => Method,
): (() => void) => {
  const holder = target as Record<string, unknown>;
  const wasOwn = Object.hasOwn(target, name);
  const original = holder[name] as Method;
  let active = true;
  const replacement = replace(original, () => active);
  holder[name] = replacement;
  return () => {
    active = false;
    if (holder[name] !== replacement) return;
    if (wasOwn) holder[name] = original;
    else delete holder[name];
  };
};
