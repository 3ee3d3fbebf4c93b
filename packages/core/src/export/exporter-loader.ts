import type { Core } from '../plugin.js';
import { reportMissingPackage } from './export-reports.js';
import type { Exporter } from './otel-exporter.js';
import { type Destination, findPackage, loadExporter } from './otlp-exporters.js';
import { suppressed } from './suppressed.js';

/** Makes an exporter when it may be made, once. */
export interface ExporterLoader<T> {
  /** The bot listens: what is heavy may be loaded now. */
  begin(): void;
  /** Resolves after the beginning; with `undefined` where the package is not there, or is broken. */
  exporter(): Promise<Exporter<T> | undefined>;
}

export const createExporterLoader = <T>(
  { diagnostics, tracer }: Pick<Core, 'diagnostics' | 'tracer'>,
  destination: Destination & { readonly packageName: string },
  folders: readonly string[],
): ExporterLoader<T> => {
  const load = (): Exporter<T> | undefined => {
    const file = findPackage(destination.packageName, folders);
    if (file === undefined) {
      reportMissingPackage(diagnostics, destination.signal, destination.packageName);
      return undefined;
    }
    try {
      return suppressed(tracer, () => loadExporter<T>(file, destination));
    } catch (error) {
      diagnostics.failed('ASTROLABE_EXPORTER_FAILED', `loading ${destination.packageName}`, error);
      return undefined;
    }
  };
  return loaderOf(load);
};

/** Of an exporter that is there already. */
export const loaderOf = <T>(make: () => Exporter<T> | undefined): ExporterLoader<T> => {
  let begin: () => void = () => undefined;
  const begun = new Promise<Exporter<T> | undefined>((resolve) => {
    let hasBegun = false;
    begin = () => {
      if (hasBegun) return;
      hasBegun = true;
      resolve(make());
    };
  });
  return { begin: () => begin(), exporter: () => begun };
};
