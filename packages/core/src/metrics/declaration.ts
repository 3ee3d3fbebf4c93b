import { AstrolabeError } from '../errors.js';
import type { Family, MetricType } from './family.js';
import type { FamilyOptions } from './instruments.js';
import { checkLabels, describeLabels, type LabelSpec } from './labels.js';
import { checkUnit } from './units.js';

/** What a metric is declared as. */
export interface Declaration {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly labels: LabelSpec;
  readonly maxSeries: number;
  readonly yields?: true | undefined;
}

const DEFAULT_MAX_SERIES = 2_000;

/** @throws AstrolabeError `ASTROLABE_METRIC_INVALID` */
export const declarationOf = (
  name: string,
  type: MetricType,
  options: FamilyOptions<LabelSpec>,
  defaultMaxSeries = DEFAULT_MAX_SERIES,
): Declaration => {
  const { help, labels = {}, maxSeries = defaultMaxSeries, yields } = options;
  checkUnit(name);
  checkLabels(name, labels);
  if (Number.isInteger(maxSeries) && maxSeries >= 1) return { name, type, help, labels, maxSeries, yields };
  throw new AstrolabeError(
    'ASTROLABE_METRIC_INVALID',
    `metric "${name}": maxSeries is ${String(maxSeries)}; it has to be a whole number above 0`,
  );
};

export const declaredOtherwise = (
  { name, type, labels }: Declaration,
  existing: Family & { readonly spec?: LabelSpec },
): AstrolabeError =>
  conflict(
    `metric "${name}" is declared already as a ${existing.type} ${describeLabels(existing.spec ?? {})}, and now as a ` +
      `${type} ${describeLabels(labels)}`,
  );

export const declaredWithOtherEdges = (name: string, edges: readonly number[]): AstrolabeError =>
  conflict(`metric "${name}" is declared already with the edges ${edges.join(', ')}`);

const conflict = (what: string): AstrolabeError =>
  new AstrolabeError('ASTROLABE_METRIC_CONFLICT', `${what}; declare it alike, or choose another name`);
