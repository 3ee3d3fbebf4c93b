import type { Instance } from '../registry.js';
import { VERSION } from '../version.js';

/** What is known of the bot when it begins to listen. */
export interface Host {
  /** The framework with its version: `express 5.3`. */
  readonly framework: string;
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
    ...yieldedParts(instance),
    ...(host.remarks ?? []),
  ];
  return parts.join(' · ');
};

const accessPart = ({ accessMode, adminServer, config }: Instance): string => {
  const admin = adminServer === undefined ? '' : `, admin port ${config.adminPort}`;
  if (accessMode === 'token') return `details: with the token${admin}`;
  if (accessMode === 'loopback') return `details: from this machine only (set ASTROLABE_TOKEN for elsewhere)${admin}`;
  return `details: closed (set ASTROLABE_TOKEN)${admin}`;
};

const yieldedParts = ({ yielded, contributions }: Instance): string[] =>
  [...yielded].map((path) => `${path}: yours (set ${contributions.movable[path] ?? 'its option'} to serve ours elsewhere)`);
