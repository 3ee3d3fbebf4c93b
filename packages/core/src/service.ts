import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceIdentity } from './plugin.js';

/** The bot's name and version: the name it was given, else what its package.json says. */
export const identifyService = (name: string | undefined, directory = process.cwd()): ServiceIdentity => {
  const manifest = readManifest(join(directory, 'package.json'));
  return { name: name ?? manifest.name ?? 'unknown_service:node', version: manifest.version };
};

const readManifest = (path: string): { name?: string; version?: string } => {
  try {
    const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    return {
      ...(typeof name === 'string' ? { name } : {}),
      ...(typeof version === 'string' ? { version } : {}),
    };
  } catch {
    return {};
  }
};
