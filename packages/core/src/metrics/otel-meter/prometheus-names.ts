import type { MetricType } from '../family.js';

/** Source: OpenTelemetry, "Prometheus and OpenMetrics Compatibility", metric metadata. */
const UNITS: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  KBy: 'kilobytes',
  MBy: 'megabytes',
  GBy: 'gigabytes',
  Cel: 'celsius',
  Hz: 'hertz',
  '%': 'percent',
};
const PER: Readonly<Record<string, string>> = { s: 'second', m: 'minute', min: 'minute', h: 'hour', d: 'day' };
const NOTES = /\{[^}]*\}/g;

/** An instrument's name as Prometheus spells it: its unit at its end, and `_total` behind a counter's. */
export const metricName = (name: string, unit: string, type: MetricType): string => {
  const words = clean(name).replace(/_total$/, '');
  const suffix = unitSuffix(unit, type);
  const isThere = suffix === '' || words === suffix || words.endsWith(`_${suffix}`);
  return `${isThere ? words : `${words}_${suffix}`}${type === 'counter' ? '_total' : ''}`;
};

/** An attribute's name as Prometheus spells it. */
export const labelName = (name: string): string => {
  const cleaned = clean(name).replaceAll(':', '_');
  return cleaned === 'le' || cleaned === 'quantile' ? `attribute_${cleaned}` : cleaned;
};

const clean = (name: string): string => {
  const text = name.replace(/[^a-zA-Z0-9_:]+/g, '_').replace(/_{2,}/g, '_');
  return /^\d/.test(text) || text === '' ? `_${text}` : text;
};

const unitSuffix = (unit: string, type: MetricType): string => {
  if (unit === '1') return type === 'gauge' ? 'ratio' : '';
  const [amount = '', per] = unit.replace(NOTES, '').trim().split('/');
  const first = amount === '' ? '' : wordOf(UNITS, amount);
  return per === undefined || per === '' ? first : [first, 'per', wordOf(PER, per)].filter(Boolean).join('_');
};

const wordOf = (words: Readonly<Record<string, string>>, unit: string): string =>
  Object.hasOwn(words, unit) ? (words[unit] as string) : clean(unit).replace(/^_|_$/g, '');
