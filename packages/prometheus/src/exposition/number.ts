/** A sample's value as both formats have it. What is no number is shown as NaN rather than breaking the page. */
export const formatNumber = (value: number): string => {
  if (Number.isFinite(value)) return String(value);
  if (value > 0) return '+Inf';
  return value < 0 ? '-Inf' : 'NaN';
};

/**
 * A number in the one spelling that OpenMetrics has for a bucket's edge and a quantile: `2.0`, `0.25`, `1e-05`,
 * `1e+06`. Source: OpenMetrics 1.0, "Canonical Numbers".
 */
export const canonicalNumber = (value: number): string => {
  if (!Number.isFinite(value)) return formatNumber(value);
  const [mantissa, power] = value.toExponential().split('e') as [string, string];
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 6) {
    const digits = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
};
