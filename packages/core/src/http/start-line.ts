import type { Instance } from '../instance.js';
import { VERSION } from '../version.js';
import { hostAndPort } from './admin-server.js';
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
export const startLine = (instance: Instance, { framework, serves, remarks = [] }: Host): string => {
  const head = `astrolabe ${VERSION}`;
  if (!instance.config.enabled) {
    return `${head} · off (by the option enabled, ASTROLABE_ENABLED or OTEL_SDK_DISABLED)`;
  }
  const isOurs = (path: string) => !serves(path);
  const parts = [
    head,
    framework,
    ...instance.contributions.startLines.flatMap((read) => read(isOurs)),
    accessPart(instance),
    ...yieldedParts(instance, serves),
    ...instance.remarks,
    ...remarks,
    ...runtimeRemarks(),
  ];
  return parts.join(' · ');
};

/** Which doors the private endpoints are open at, and at which they are not: a closed one answers 404. */
const accessPart = (instance: Instance): string => {
  const { accessMode, adminServer } = instance;
  const address = adminAddress(instance);
  if (accessMode === 'token') return ['private endpoints: with the token', address].filter(Boolean).join(', ');
  const isOpenThere = adminServer?.accessMode === 'loopback';
  const open = [accessMode === 'loopback' ? 'from this machine' : '', isOpenThere ? address : ''].filter(Boolean);
  const closed = isOpenThere || address === '' ? '' : `closed ${address}`;
  return open.length === 0
    ? `private endpoints: ${closed || 'closed'} (set ASTROLABE_TOKEN)`
    : `private endpoints: ${[...open, closed].filter(Boolean).join(', ')} (set ASTROLABE_TOKEN to open them elsewhere)`;
};

const adminAddress = ({ adminServer, config }: Instance): string => {
  const { adminHost: host, adminPort = 0 } = config;
  if (adminServer === undefined || adminServer.isUnavailable) return '';
  return `on ${hostAndPort({ host, port: adminServer.address()?.port ?? adminPort })}`;
};

/** The bot's own addresses are never taken from it; the variable moves ours out of the way. */
const yieldedParts = ({ contributions }: Instance, serves: ServesPath): string[] =>
  contributions.endpoints
    .filter(({ path }) => serves(path))
    .map(({ path }) => `${path}: yours (${contributions.movable[path] ?? 'its variable'} moves ours)`);

const OLDEST_NODE = [22, 15] as const;

const runtimeRemarks = (): string[] => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  return isOld ? [`Node ${process.versions.node} is older than ${OLDEST_NODE.join('.')} and not supported`] : [];
};
