export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/** The samples of a page in the text format. Source: Prometheus, "Exposition formats". */
export const parseMetrics = (page: string): readonly MetricSample[] =>
  page.split('\n').flatMap((line) => parseSample(line) ?? []);

const parseSample = (line: string): MetricSample | undefined => {
  const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
  if (name === undefined || value === undefined) return undefined;
  const pairs = [...labels.matchAll(LABEL)].map(([, label, text]) => [label, unescape(text ?? '')]);
  return { name, labels: Object.fromEntries(pairs), value: parseValue(value) };
};

const unescape = (text: string): string => text.replace(/\\./g, (escaped) => ESCAPES[escaped] ?? escaped);

const parseValue = (text: string): number => (text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text));

/** The sum of all samples with this name and these labels. */
export const sumOf = (
  samples: readonly MetricSample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number =>
  samples
    .filter(
      (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    )
    .reduce((sum, { value }) => sum + value, 0);

/**
 * The quantile of a histogram over all its series, interpolated within its bucket as `histogram_quantile` does it;
 * undefined when nothing was observed.
 */
export const histogramQuantile = (samples: readonly MetricSample[], name: string, q: number): number | undefined => {
  const cumulative = new Map<number, number>();
  for (const { name: sampleName, labels, value } of samples) {
    if (sampleName !== `${name}_bucket`) continue;
    const edge = parseValue(labels.le ?? '');
    cumulative.set(edge, (cumulative.get(edge) ?? 0) + value);
  }
  const buckets = [...cumulative].sort(([a], [b]) => a - b);
  const total = buckets.at(-1)?.[1] ?? 0;
  if (total === 0) return undefined;
  const index = buckets.findIndex(([, count]) => count >= q * total);
  const [edge, count] = buckets[index] as [number, number];
  const [lowerEdge, lowerCount] = buckets[index - 1] ?? [0, 0];
  if (edge === Number.POSITIVE_INFINITY) return lowerEdge;
  return lowerEdge + (edge - lowerEdge) * ((q * total - lowerCount) / (count - lowerCount));
};
