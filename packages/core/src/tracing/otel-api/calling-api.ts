import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { getCallSites } from 'node:util';

const PACKAGE = '@opentelemetry/api';
const FRAMES = 12;
/** The folder of the package before that of its code. */
const CODE = /^(.*[\\/])(?:build|dist)[\\/].*$/;

/** A copy of OpenTelemetry's API, as it lies on the disk. */
export interface ApiFiles {
  readonly version: string;
  /** The URL of its ES module; undefined if what runs is CommonJS. */
  readonly module: string | undefined;
}

/** The copy of the API whose code is calling; undefined if it is part of a bundle. It costs some microseconds. */
export const callingApi = (): ApiFiles | undefined => {
  try {
    for (const { scriptName } of getCallSites(FRAMES)) {
      const folder = CODE.exec(scriptName)?.[1];
      const version = folder === undefined ? undefined : versionOf(folder);
      if (version !== undefined) return { version, module: moduleOf(scriptName) };
    }
  } catch {
    // A file that cannot be read says nothing.
  }
  return undefined;
};

/** The version of the API in this folder; undefined for any other package. */
const versionOf = (folder: string): string | undefined => {
  if (!/opentelemetry/.test(folder)) return undefined;
  const base = folder.startsWith('file:') ? folder : pathToFileURL(folder);
  const manifest = JSON.parse(readFileSync(fileURLToPath(new URL('package.json', base)), 'utf8')) as {
    readonly name?: string;
    readonly version?: string;
  };
  return manifest.name === PACKAGE ? manifest.version : undefined;
};

const moduleOf = (script: string): string | undefined => {
  const folder = /^(file:.*\/dist\/)internal\/[^/]+\.mjs$/.exec(script)?.[1];
  return folder === undefined ? undefined : `${folder}index.mjs`;
};
