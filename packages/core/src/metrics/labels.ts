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
  if (typeof name !== 'string' || !METRIC_NAME.test(name)) {
    throw new AstrolabeError(
      'ASTROLABE_METRIC_INVALID',
      `metric "${String(name)}": a name has letters, digits, _ and : only, and does not begin with a digit`,
    );
  }
  if (suffix !== undefined && !name.endsWith(suffix)) {
    throw new AstrolabeError('ASTROLABE_METRIC_INVALID', `metric "${name}": its name has to end with ${suffix}`);
  }
};

/** @throws AstrolabeError `ASTROLABE_METRIC_INVALID` */
export const checkLabels = (metric: string, spec: LabelSpec, reserved: readonly string[] = []): void => {
  if (typeof spec !== 'object' || spec === null || !Object.values(spec).every(isListOfValues)) {
    throw new AstrolabeError(
      'ASTROLABE_METRIC_INVALID',
      `metric "${metric}": labels are an object of lists of texts, such as { kind: ['natal', 'transit'] }; a list may ` +
        "be 'open' instead, for values that the code holds but cannot list",
    );
  }
  for (const name of Object.keys(spec)) {
    const isReserved = name.startsWith('__') || RESERVED_LABELS.includes(name) || reserved.includes(name);
    if (LABEL_NAME.test(name) && !isReserved) continue;
    throw new AstrolabeError(
      'ASTROLABE_METRIC_INVALID',
      `metric "${metric}": label "${name}" is reserved or has other characters than letters, digits and _`,
    );
  }
};

const isListOfValues = (values: unknown): boolean =>
  values === 'open' ||
  (Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === 'string'));

/** The labels in words, for a message. */
export const describeLabels = (spec: LabelSpec): string => {
  const labels = Object.entries(spec).map(([name, values]) => `${name}: ${String(values)}`);
  return labels.length === 0 ? 'without labels' : `with the labels ${labels.join('; ')}`;
};

export const sameLabels = (a: LabelSpec, b: LabelSpec): boolean => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => sameValues(a[name], b[name]));
};

const sameValues = (a: LabelSpec[string] | undefined, b: LabelSpec[string] | undefined): boolean => {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((value, index) => value === b[index]);
};
