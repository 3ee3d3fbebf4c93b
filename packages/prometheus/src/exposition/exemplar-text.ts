import { formatLabel } from './label-text.js';
import { formatNumber } from './number.js';

/**
 * What stands behind the value of a sample. `timestamp` is in seconds since 1970.
 * Source: OpenMetrics 1.0, "Exemplars".
 */
export const exemplarText = (
  labels: Readonly<Record<string, unknown>>,
  value: number,
  timestamp: number | undefined,
): string => {
  const pairs = Object.entries(labels).map(([name, each]) => formatLabel(name, String(each)));
  const time = timestamp === undefined ? '' : ` ${formatNumber(timestamp)}`;
  return ` # {${pairs.join(',')}} ${formatNumber(value)}${time}`;
};
