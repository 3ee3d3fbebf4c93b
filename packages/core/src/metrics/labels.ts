import { AstrolabeError } from '../errors.js';

/**
 * The values a label may take. `'open'` is for values that the code holds but cannot list, such as route patterns:
 * never a URL, an id, a key or anything that a user sent.
 */
export type LabelSpec = Readonly<Record<string, readonly string[] | 'open'>>;
export type LabelsOf<L extends LabelSpec> = {
  readonly [K in keyof L]: L[K] extends readonly string[] ? L[K][number] : string;
};
export type LabelPairs = readonly (readonly [name: string, value: string])[];

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const RESERVED_LABELS = ['le', 'quantile'];

/** @throws AstrolabeError `ASTROLABE_METRIC_INVALID` */
export const checkMetricName = (name: string, suffix?: string): void => {
  if (!METRIC_NAME.test(name)) {
    throw new AstrolabeError(
      'ASTROLABE_METRIC_INVALID',
      `metric "${name}": a name has letters, digits, _ and : only, and does not begin with a digit`,
    );
  }
  if (suffix !== undefined && !name.endsWith(suffix)) {
    throw new AstrolabeError('ASTROLABE_METRIC_INVALID', `metric "${name}": its name has to end with ${suffix}`);
  }
};

/** @throws AstrolabeError `ASTROLABE_METRIC_INVALID` */
export const checkLabels = (metric: string, spec: LabelSpec): void => {
  const isSpec = typeof spec === 'object' && !Array.isArray(spec);
  if (!isSpec || !Object.values(spec).every((values) => values === 'open' || Array.isArray(values))) {
    throw new AstrolabeError(
      'ASTROLABE_METRIC_INVALID',
      `metric "${metric}": labels are an object of lists, such as { kind: ['natal', 'transit'] }`,
    );
  }
  for (const name of Object.keys(spec)) {
    if (LABEL_NAME.test(name) && !name.startsWith('__') && !RESERVED_LABELS.includes(name)) continue;
    throw new AstrolabeError(
      'ASTROLABE_METRIC_INVALID',
      `metric "${metric}": label "${name}" is reserved or has other characters than letters, digits and _`,
    );
  }
};
