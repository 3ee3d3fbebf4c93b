import type { FrameworkFigures, OverheadFigures } from '../overhead/report.ts';
import type { VariantName } from '../overhead/variants.ts';
import type { SpanFigures } from '../spans/spans.ts';
import type { StartupFigures } from '../startup/startup.ts';
import type { InstallSizes } from './install-size.ts';

/** All that the page says, as it is kept beside it. */
export interface PageResults {
  /** The day, as in 2026-01-31. */
  readonly measured: string;
  readonly machine: { readonly processor: string; readonly processors: number; readonly system: string };
  /** The oldest version first. */
  readonly nodes: readonly NodeResults[];
  readonly install: InstallSizes;
  /** The targets that were missed, in the words of the benchmarks. */
  readonly missed: readonly string[];
}

export interface NodeResults {
  readonly version: string;
  readonly overhead: OverheadFigures;
  readonly startup: StartupFigures;
  readonly spans: SpanFigures;
}

/** The targets, and the picture, are of the version that the repository brings. */
export const isMain = ({ version }: { readonly version: string }): boolean => version.startsWith('24.');

/** The results on that version, or without them on the newest. */
export const mainNode = ({ nodes }: PageResults): NodeResults => {
  const main = nodes.find(isMain) ?? nodes.at(-1);
  if (main === undefined) throw new Error('there are no results of any version of Node.js');
  return main;
};

export const addedMicros = (
  { overhead }: NodeResults,
  framework: keyof OverheadFigures,
  variant: VariantName,
): number | undefined => overhead[framework]?.addedMicros[variant];

/** What makes a run one that nobody should publish: something was not recorded. Empty when all was. */
export const unproven = ({ version, overhead }: Pick<NodeResults, 'version' | 'overhead'>): string[] =>
  Object.entries(overhead).flatMap(([framework, figures]: [string, FrameworkFigures]) => {
    const { sent, counted, level, kept, exported } = figures;
    const where = `on Node ${version} and ${framework}`;
    return [
      ...(counted === sent ? [] : [`${counted} of ${sent} requests were counted ${where}`]),
      ...(level === undefined || level === 'full' ? [] : [`Astrolabe was at level "${level}" ${where}`]),
      ...(exported === kept ? [] : [`${exported} of ${kept} kept transactions were exported ${where}`]),
    ];
  });
