import { hostOf, installCommand } from './export-reports.js';
import { type Destination, findPackage } from './otlp-exporters.js';

const NOUNS = { traces: 'spans', metrics: 'metrics' } as const;

/** What is sent where, and what is not, and why. */
export const exportStartLine = (
  destinations: readonly Destination[],
  hasOwnExporter: boolean,
  folders: readonly string[],
): readonly string[] => {
  const missing = new Map<Destination, string>();
  for (const destination of destinations) {
    const { packageName } = destination;
    if (packageName !== undefined && findPackage(packageName, folders) === undefined) {
      missing.set(destination, packageName);
    }
  }
  const sent = destinations.filter((each) => !missing.has(each));
  const parts = [
    ...(hasOwnExporter ? ["spans by the bot's own exporter"] : []),
    ...sent.map(({ signal, settings }) => `${NOUNS[signal]} to ${hostOf(settings.url)}`),
  ];
  return [
    ...(parts.length === 0 ? [] : [`export: ${parts.join(', ')}`]),
    ...(missing.size === 0 ? [] : [`export: not installed (${installCommand([...missing.values()])})`]),
  ];
};
