import type { ServerResponse } from 'node:http';
import type { ConfigOf } from './config/option.js';
import type { coreOptions } from './config/options.js';
import { type AccessMode, createAccessPolicy } from './http/access.js';
import { type AdminServer, startAdminServer } from './http/admin-server.js';
import { createDispatch, type Dispatch } from './http/dispatch.js';
import { chain, type Middleware } from './http/middleware.js';
import type { AllContributions, Core } from './plugin.js';
import type { Runtime } from './runtime.js';

export type CoreConfig = ConfigOf<typeof coreOptions>;

/** A list of plugins that has become a running whole. */
export interface Instance {
  readonly runtime: Runtime;
  readonly config: CoreConfig;
  readonly accessMode: AccessMode;
  readonly contributions: AllContributions;
  /** Answers Astrolabe's endpoints. */
  readonly dispatch: Dispatch;
  /** What the plugins put into the bot's own chain; undefined when none does. */
  readonly middleware: Middleware | undefined;
  readonly adminServer: AdminServer | undefined;
  /** Runs `end` when this instance is stopped. */
  whenStopped(end: () => void): void;
  /** Ends everything that was started; its endpoints are not answered any more. */
  stop(): Promise<void>;
}

export interface InstanceParts {
  /** What the instrumentations are given. */
  readonly core: Core;
  readonly config: CoreConfig;
  /** Nothing private is open without the token. */
  readonly isProduction: boolean;
  /** A token was given that cannot be used: the door that it was to close stays closed. */
  readonly isTokenRefused: boolean;
  readonly contributions: AllContributions;
}

/** Sets what the plugins contribute to work. Switched off, it sets nothing to work, and answers nothing. */
export const createInstance = (runtime: Runtime, parts: InstanceParts): Instance => {
  const { config, contributions } = parts;
  const { diagnostics, httpServer } = runtime;
  const access = createAccessPolicy(config.token, parts.isProduction || parts.isTokenRefused);
  const endpoints = {
    endpoints: contributions.endpoints,
    diagnostics,
    claimed: (response: ServerResponse) => httpServer.discard(response),
  };
  const ends = config.enabled ? enable(runtime, parts) : [];
  const { adminHost: host, adminPort: port, token } = config;
  const adminServer =
    config.enabled && port !== undefined
      ? startAdminServer({ host, port, token, isClosed: parts.isTokenRefused }, endpoints)
      : undefined;
  const dispatch = createDispatch({ ...endpoints, access });
  let stopped = false;

  return {
    runtime,
    config,
    accessMode: access.mode,
    contributions,
    dispatch: (request, response, botServes, url) => !stopped && dispatch(request, response, botServes, url),
    middleware: contributions.middleware.length === 0 ? undefined : chain(contributions.middleware),
    adminServer,
    whenStopped: (end) => ends.push(end),
    stop: async () => {
      stopped = true;
      for (const end of ends.splice(0).reverse()) end();
      runtime.instance = undefined;
      await adminServer?.close();
    },
  };
};

/** Starts all listening; returns the ends of it, in the order of the starts. */
const enable = ({ recorder, httpServer, diagnostics }: Runtime, parts: InstanceParts): (() => void)[] => {
  const ends = [httpServer.enable()];
  for (const processor of parts.contributions.processors) {
    recorder.add(processor);
    ends.push(() => recorder.remove(processor));
  }
  for (const instrumentation of parts.contributions.instrumentations) {
    try {
      ends.push(instrumentation.enable(parts.core));
    } catch (error) {
      diagnostics.failed('ASTROLABE_INSTRUMENTATION_FAILED', `the instrumentation ${instrumentation.name}`, error);
    }
  }
  return ends;
};
