import { randomUUID } from 'node:crypto';
import type { ServiceIdentity } from '../plugin.js';
import type { Resource } from '../tracing/otel-api/readable-span.js';
import { VERSION } from '../version.js';
import type { ExportConfig } from './options.js';

type ResourceConfig = Pick<
  ExportConfig,
  'resourceAttributes' | 'environmentName' | 'commit' | 'replicaId' | 'projectName' | 'region' | 'deploymentId'
>;

/**
 * What every span and metric is of. What `OTEL_RESOURCE_ATTRIBUTES` says goes before what the platform says, and the
 * name that the service was given before both. Source of the names: OpenTelemetry, semantic conventions for resources.
 */
export const createResource = (service: ServiceIdentity, isNamed: boolean, config: ResourceConfig): Resource => {
  const known: Record<string, string | undefined> = {
    'service.name': service.name,
    'service.version': service.version,
    'service.namespace': config.projectName,
    // One is needed, and not the 128 that would be made at once.
    'service.instance.id': config.replicaId ?? randomUUID({ disableEntropyCache: true }),
    'deployment.environment.name': config.environmentName,
    'deployment.id': config.deploymentId,
    'cloud.region': config.region,
    'vcs.ref.head.revision': config.commit,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
  };
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...known, ...config.resourceAttributes, ...OWN_SDK })) {
    if (value !== undefined) attributes[name] = value;
  }
  if (isNamed) attributes['service.name'] = service.name;
  return { attributes };
};

const OWN_SDK = {
  'telemetry.sdk.name': 'astrolabe',
  'telemetry.sdk.language': 'nodejs',
  'telemetry.sdk.version': VERSION,
};
