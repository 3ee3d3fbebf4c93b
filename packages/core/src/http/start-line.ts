import type { Instance } from '../instance.js';
import { VERSION } from '../version.js';
import type { ServesPath } from './dispatch.js';

/** What is known of the bot when it begins to listen. */
export interface Host {
  /** The framework with its version: `express 5.3`. */
  readonly framework: string;
  readonly serves: ServesPath;
  /** What the adapter itself has to say. */
  readonly remarks?: readonly string[];
}

/** The one line at the start: what is on, what is off, and why. */
export const startLine = (instance: Instance, host: Host): string => {
  const head = `astrolabe ${VERSION}`;
  if (!instance.config.enabled) return `${head} · off (ASTROLABE_ENABLED is false)`;
  const parts = [
    head,
    host.framework,
    ...instance.contributions.startLines.flatMap((read) => read()),
    accessPart(instance),
    ...yieldedParts(instance, host.serves),
    ...(host.remarks ?? []),
  ];
  return parts.join(' · ');
};

const accessPart = ({ accessMode, adminServer, config }: Instance): string => {
  const admin = adminServer === undefined ? '' : `, admin port ${config.adminPort}`;
  if (accessMode === 'token') return `private endpoints: with the token${admin}`;
  if (accessMode === 'loopback') {
    return `private endpoints: from this machine (set ASTROLABE_TOKEN to open them elsewhere)${admin}`;
  }
  return `private endpoints: closed (set ASTROLABE_TOKEN)${admin}`;
};

/** The bot's own addresses are never taken from it; the variable moves ours out of the way. */
const yieldedParts = ({ contributions }: Instance, serves: ServesPath): string[] =>
  contributions.endpoints
    .filter(({ path }) => serves(path))
    .map(({ path }) => `${path}: yours (${contributions.movable[path] ?? 'its variable'} moves ours)`);
