import type { Environment } from '../config/environment.js';
import { OptionError } from '../config/option.js';
import type { Diagnostics } from '../diagnostics.js';
import type { Contributions } from '../plugin.js';
import type { Endpoint } from './endpoint.js';

/**
 * What a plugin contributes, without the endpoints whose address an earlier plugin has: each address has one answer.
 * Where a variable has a part in it, that is warned of; else the options in code are wrong.
 * @throws OptionError (`ASTROLABE_OPTION_INVALID`) that names the path and what moves either endpoint
 */
export const withoutTakenAddresses = (
  earlier: readonly Contributions[],
  added: Contributions,
  environment: Environment,
  diagnostics: Diagnostics,
): Contributions => {
  const { endpoints = [], movable = {} } = added;
  const taken = new Set<Endpoint>();
  for (const endpoint of endpoints) {
    const owner = earlier.find((each) => each.endpoints?.some((other) => isSameAddress(other, endpoint)));
    if (owner === undefined) continue;
    report(endpoint.path, [owner.movable?.[endpoint.path], movable[endpoint.path]], environment, diagnostics);
    taken.add(endpoint);
  }
  if (taken.size === 0) return added;
  const kept = endpoints.filter((endpoint) => !taken.has(endpoint));
  const ownPaths = Object.entries(movable).filter(([path]) => kept.some((endpoint) => endpoint.path === path));
  return { ...added, endpoints: kept, movable: Object.fromEntries(ownPaths) };
};

const isSameAddress = (one: Endpoint, other: Endpoint): boolean =>
  one.path === other.path && one.method === other.method;

const report = (
  path: string,
  movers: readonly (string | undefined)[],
  environment: Environment,
  diagnostics: Diagnostics,
): void => {
  const variables = movers.filter((mover) => mover !== undefined);
  const message = `two endpoints are at ${path}; ${variables.join(' and ')} move them: set one to another path`;
  if (!variables.some((variable) => environment[variable])) throw new OptionError('is taken', message);
  diagnostics.warnOnce('ASTROLABE_ENDPOINT_CONFLICT', `${message}; until then the first alone is served`);
};
