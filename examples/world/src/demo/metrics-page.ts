export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A page of metrics. Of a family without samples it says that it is there. */
export interface MetricsPage {
  readonly families: ReadonlySet<string>;
  readonly samples: readonly MetricSample[];
}

const FAMILY = /^# TYPE (\S+) /;
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/** Reads a page in the text format. Source: Prometheus, "Exposition formats". */
export const parseMetrics = (page: string): MetricsPage => {
  const lines = page.split('\n');
  return {
    families: new Set(lines.flatMap((line) => FAMILY.exec(line)?.[1] ?? [])),
    samples: lines.flatMap((line) => parseSample(line) ?? []),
  };
};

const parseSample = (line: string): MetricSample | undefined => {
  const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
  if (name === undefined || value === undefined) return undefined;
  const pairs = [...labels.matchAll(LABEL)].map(([, label, text]) => [label, unescape(text ?? '')]);
  return { name, labels: Object.fromEntries(pairs), value: parseValue(value) };
};

const unescape = (text: string): string => text.replace(/\\./g, (escaped) => ESCAPES[escaped] ?? escaped);

const parseValue = (text: string): number => (text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text));

/** The samples with this name and these labels. */
export const samplesOf = (
  { samples }: MetricsPage,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): readonly MetricSample[] =>
  samples.filter(
    (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );

/** The sum of all samples with this name and these labels. */
export const sumOf = (page: MetricsPage, name: string, labels: Readonly<Record<string, string>> = {}): number =>
  samplesOf(page, name, labels).reduce((sum, { value }) => sum + value, 0);

/** Whether the page has the family, be it without a sample. */
export const hasFamily = ({ families }: MetricsPage, name: string): boolean => families.has(name);
