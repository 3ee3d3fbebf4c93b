import type { Endpoint, EndpointResponse, ServiceIdentity, Status } from '@astrolabe/core';
import type { CheckRunner } from './check-runner.js';
import { type HealthDetails, healthDetails, overallStatus } from './health-report.js';
import type { Lifecycle } from './lifecycle.js';

export interface HealthSources {
  readonly runner: CheckRunner;
  readonly lifecycle: Lifecycle;
  readonly service: ServiceIdentity;
  readonly releaseId: string | undefined;
  /** What plugins have to say beside their checks. */
  notes(): readonly string[];
  /** Brings the answers up to date that cost nothing to ask for. */
  refresh(): void;
}

type Path = `/${string}`;
type Probe = 'live' | 'ready' | 'startup';
/** Why a probe fails; undefined when it passes. */
type Judge = () => string | undefined;

const HEADERS = { 'content-type': 'application/health+json', 'cache-control': 'no-store' };

/** `/health` and its probes: public, and without permission they say pass, warn or fail and nothing else. */
export const healthEndpoints = (healthPath: Path, sources: HealthSources): readonly Endpoint[] => [
  healthEndpoint(healthPath, sources),
  ...Object.entries(judges(sources)).map(([probe, judge]) => probeEndpoint(`${healthPath}/${probe}`, judge)),
];

const healthEndpoint = (path: Path, { refresh, runner, service, releaseId, notes }: HealthSources): Endpoint => ({
  method: 'GET',
  path,
  access: 'public',
  handle: ({ authorized }) => {
    refresh();
    const { checks } = runner;
    return respond(overallStatus(checks), authorized ? healthDetails(service, releaseId, checks, notes()) : {});
  },
});

/**
 * None of them asks a check: a database that is away, or a fault in every replica alike, must not restart the whole
 * fleet or take it out of service.
 */
const judges = ({ runner, lifecycle }: HealthSources): Readonly<Record<Probe, Judge>> => {
  const startup: Judge = () => (runner.complete ? undefined : 'starting');
  return {
    // That it answers is the answer.
    live: () => undefined,
    ready: () => (lifecycle.draining ? 'draining' : startup()),
    startup,
  };
};

const probeEndpoint = (path: Path, judge: Judge): Endpoint => ({
  method: 'GET',
  path,
  access: 'public',
  handle: ({ authorized }) => {
    const output = judge();
    if (output === undefined) return respond('pass', {});
    return respond('fail', authorized ? { output } : {});
  },
});

const respond = (status: Status, details: Partial<HealthDetails> & { readonly output?: string }): EndpointResponse => ({
  status: status === 'fail' ? 503 : 200,
  headers: HEADERS,
  body: JSON.stringify({ status, ...details }),
});
