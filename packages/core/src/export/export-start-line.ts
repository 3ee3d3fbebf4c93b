import { hostOf, installCommand } from './export-reports.js';
import { type Destination, findPackage } from './otlp-exporters.js';

const NOUNS = { traces: 'spans', metrics: 'metrics' } as const;

/** What is sent where, and what is not, and why. */
export const exportStartLine = (
  destinations: readonly Destination[],
  hasOwnExporter: boolean,
  folders: readonly string[],
): readonly string[] => {
  const isInstalled = ({ packageName }: Destination) => findPackage(packageName, folders) !== undefined;
  const sent = destinations.filter(isInstalled);
  const missing = destinations.filter((each) => !isInstalled(each)).map(({ packageName }) => packageName);
  const parts = [
    ...(hasOwnExporter ? ["spans by the bot's own exporter"] : []),
    ...sent.map(({ signal, url }) => `${NOUNS[signal]} to ${hostOf(url)}`),
  ];
  return [
    ...(parts.length === 0 ? [] : [`export: ${parts.join(', ')}`]),
    ...(missing.length === 0 ? [] : [`export: not installed (${installCommand(missing)})`]),
  ];
};
