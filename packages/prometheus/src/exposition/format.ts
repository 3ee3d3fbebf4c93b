import { escapeHelp, escapeQuoted } from './label-text.js';
import { canonicalNumber, formatNumber } from './number.js';

export type ExpositionType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown';

export interface FamilyHead {
  /** The name of its samples: a counter's with `_total`. */
  readonly name: string;
  readonly type: ExpositionType;
  readonly help: string;
}

/** What the two formats differ in. */
export interface ExpositionFormat {
  readonly contentType: string;
  /** The lines above a family's samples. `isTaken` knows the names of all families on the page. */
  head(family: FamilyHead, isTaken: (name: string) => boolean): string;
  /** The value of `le` and `quantile`. */
  bound(value: number): string;
  readonly hasExemplars: boolean;
  /** What the page ends with. */
  readonly end: string;
}

/** Source: Prometheus, "Exposition formats", text-based format 0.0.4. */
export const TEXT: ExpositionFormat = {
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  head: ({ name, type, help }) =>
    `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type === 'unknown' ? 'untyped' : type}\n`,
  bound: formatNumber,
  hasExemplars: false,
  end: '',
};

const TOTAL = '_total';
const UNITS = ['seconds', 'bytes', 'ratio'];

/** Source: OpenMetrics 1.0. */
const openMetrics = (version: string): ExpositionFormat => ({
  contentType: `application/openmetrics-text; version=${version}; charset=utf-8`,
  head: (family, isTaken) => {
    const { name, type } = asOpenMetrics(family, isTaken);
    const unit = UNITS.find((each) => name.endsWith(`_${each}`));
    const unitLine = unit === undefined ? '' : `# UNIT ${name} ${unit}\n`;
    return `# TYPE ${name} ${type}\n${unitLine}# HELP ${name} ${escapeQuoted(family.help)}\n`;
  },
  bound: canonicalNumber,
  hasExemplars: true,
  end: '# EOF\n',
});

/** Prometheus asks for both versions; they differ in nothing that is written here. */
export const OPEN_METRICS: ExpositionFormat = openMetrics('1.0.0');
export const OPEN_METRICS_0_0_1: ExpositionFormat = openMetrics('0.0.1');

/**
 * A counter's family goes without `_total`, its samples with it. One that has no `_total`, or whose family name
 * another family has, is of unknown type instead: its series keep their names, and so do the owner's dashboards.
 */
const asOpenMetrics = ({ name, type }: FamilyHead, isTaken: (name: string) => boolean): Omit<FamilyHead, 'help'> => {
  if (type !== 'counter') return { name, type };
  const family = name.slice(0, -TOTAL.length);
  return name.endsWith(TOTAL) && !isTaken(family) ? { name: family, type } : { name, type: 'unknown' };
};
