/** Istanbul's `coverage-summary.json`: an entry for each file, by its absolute path, and one for the `total`. */
export type CoverageSummary = Readonly<
  Record<string, { readonly lines: { readonly total: number; readonly covered: number } }>
>;

export interface PackageCoverage {
  readonly name: string;
  readonly lines: number;
  readonly covered: number;
  /** From 0 to 1; 0 for a package of which nothing was reported. */
  readonly ratio: number;
}

export const MINIMUM_LINE_COVERAGE = 0.8;

/**
 * Adds the lines of each package up. Every package stands alone: a well tested core must not pay for a sibling.
 *
 * @param packages the folder names below `packages/`
 */
export const coverageByPackage = (summary: CoverageSummary, packages: readonly string[]): readonly PackageCoverage[] =>
  packages.map((name) => {
    const files = Object.entries(summary).filter(([file]) => file.includes(`/packages/${name}/src/`));
    const lines = files.reduce((sum, [, file]) => sum + file.lines.total, 0);
    const covered = files.reduce((sum, [, file]) => sum + file.lines.covered, 0);
    return { name, lines, covered, ratio: lines === 0 ? 0 : covered / lines };
  });

/** The packages that the gate stops. */
export const belowMinimum = (coverage: readonly PackageCoverage[]): readonly PackageCoverage[] =>
  coverage.filter(({ ratio }) => ratio < MINIMUM_LINE_COVERAGE);

/** `core 93.4 % of 812 lines`. Rounded down, so that 79.96 % is not shown as 80. */
export const coverageLine = ({ name, lines, ratio }: PackageCoverage): string =>
  `${name} ${(Math.floor(ratio * 1_000) / 10).toFixed(1)} % of ${lines} lines`;
