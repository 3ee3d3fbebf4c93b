/** One entry of `Accept` or `Accept-Encoding`. Source: RFC 9110, section 12.4.2. */
export interface QualityItem {
  /** In lower case: `text/plain`, `gzip`, `*`. */
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** From 0, "not this", to 1. */
  readonly quality: number;
}

/** The entries of a header in their order. A quality that is no number counts as 1, and none is above it. */
export const parseQualityList = (header: string): QualityItem[] =>
  header
    .split(',')
    .map(parseItem)
    .filter((item) => item.value !== '');

const parseItem = (text: string): QualityItem => {
  const [value = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const [name = '', setting = ''] = parameter.split('=').map((part) => part.trim());
    parameters.set(name.toLowerCase(), setting.replace(/^"(.*)"$/, '$1'));
  }
  return { value: value.toLowerCase(), parameters, quality: parseQuality(parameters.get('q')) };
};

const parseQuality = (text: string | undefined): number => {
  const quality = text === undefined || text === '' ? 1 : Number(text);
  return Number.isNaN(quality) ? 1 : Math.min(1, Math.max(0, quality));
};
