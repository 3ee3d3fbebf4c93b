import { AstrolabeError } from '../errors.js';

/** Units that stand for a base unit and a factor. Source: Prometheus, "Metric and label naming", base units. */
const BASE_UNITS: ReadonlyMap<string, string> = new Map([
  ['ns', 'seconds'],
  ['nanoseconds', 'seconds'],
  ['us', 'seconds'],
  ['microseconds', 'seconds'],
  ['ms', 'seconds'],
  ['millis', 'seconds'],
  ['milliseconds', 'seconds'],
  ['kb', 'bytes'],
  ['kilobytes', 'bytes'],
  ['mb', 'bytes'],
  ['megabytes', 'bytes'],
  ['gb', 'bytes'],
  ['gigabytes', 'bytes'],
  ['percent', 'ratio'],
  ['percentage', 'ratio'],
]);
/** What Prometheus, or OpenMetrics, puts behind a name itself. */
const RESERVED_ENDINGS = ['total', 'count', 'sum', 'bucket', 'info', 'created'];

/**
 * Two metrics in one unit can be compared, and dashboards know the base ones.
 * @throws AstrolabeError `ASTROLABE_METRIC_INVALID`
 */
export const checkUnit = (name: string): void => {
  const total = name.endsWith('_total') ? '_total' : '';
  const measured = name.slice(0, name.length - total.length);
  const start = measured.slice(0, measured.lastIndexOf('_') + 1);
  const base = BASE_UNITS.get(measured.slice(start.length).toLowerCase());
  if (base === undefined) return;
  throw new AstrolabeError(
    'ASTROLABE_METRIC_INVALID',
    `metric "${name}": Prometheus knows base units; measure in ${base}, and call it ${start}${base}${total}`,
  );
};

/**
 * A histogram says at the end of its name what it is measured in: `_seconds`, `_bytes`, `_ratio`, `_tokens` …
 * @throws AstrolabeError `ASTROLABE_METRIC_INVALID`
 */
export const checkHistogramName = (name: string): void => {
  const ending = name.slice(name.lastIndexOf('_') + 1);
  if (name.lastIndexOf('_') > 0 && ending !== '' && !RESERVED_ENDINGS.includes(ending)) return;
  throw new AstrolabeError(
    'ASTROLABE_METRIC_INVALID',
    `metric "${name}": a histogram's name has to end with its unit, such as _seconds, _bytes, _ratio or _tokens`,
  );
};
