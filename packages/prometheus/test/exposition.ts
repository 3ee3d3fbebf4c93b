/** A page as a reader takes it apart; strict, so that a page with one wrong line is refused. */
export interface Exposition {
  readonly types: ReadonlyMap<string, string>;
  readonly helps: ReadonlyMap<string, string>;
  readonly units: ReadonlyMap<string, string>;
  readonly samples: readonly ParsedSample[];
}
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
  readonly exemplar: string | undefined;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\]|\\\\[\\\\"n])*"';
const NUMBER = '(?:NaN|[+-]?Inf|-?\\d+(?:\\.\\d+)?(?:e[+-]\\d+)?)';
const SAMPLE = new RegExp(
  `^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (${NUMBER})( # \\{[\\s\\S]*\\} ${NUMBER}(?: ${NUMBER})?)?$`,
);
const COMMENT = new RegExp(`^# (HELP|TYPE|UNIT) (${NAME}) ([\\s\\S]*)$`);

const unquoted = (text: string): string => text.replace(/\\([\\"n])/g, (_, kind) => (kind === 'n' ? '\n' : kind));

/** @throws for a line that is neither, for a family in two places, and for OpenMetrics that does not end with EOF */
export const parseExposition = (page: string): Exposition => {
  const lines = page.split('\n');
  if (lines.pop() !== '') throw new Error('the last line does not end');
  const isOpenMetrics = lines.includes('# EOF');
  if (isOpenMetrics && lines.pop() !== '# EOF') throw new Error('something comes after EOF');
  const comments = {
    HELP: new Map<string, string>(),
    TYPE: new Map<string, string>(),
    UNIT: new Map<string, string>(),
  };
  const samples: ParsedSample[] = [];
  const seen = new Set<string>();
  let family = '';
  for (const line of lines) {
    const [, kind, subject = '', rest = ''] = COMMENT.exec(line) ?? [];
    if (kind !== undefined) {
      const known = comments[kind as keyof typeof comments];
      if (known.has(subject)) throw new Error(`a second ${kind} of ${subject}`);
      known.set(subject, kind === 'HELP' ? unquoted(rest) : rest);
      family = subject;
      continue;
    }
    const sample = parseSample(line);
    if (!sample.name.startsWith(family)) throw new Error(`${sample.name} is among the samples of ${family}`);
    const identity = JSON.stringify([sample.name, sample.labels]);
    if (seen.has(identity)) throw new Error(`${identity} is there twice`);
    seen.add(identity);
    samples.push(sample);
  }
  return { types: comments.TYPE, helps: comments.HELP, units: comments.UNIT, samples };
};

const parseSample = (line: string): ParsedSample => {
  const match = SAMPLE.exec(line);
  if (match === null) throw new Error(`not a sample: ${JSON.stringify(line)}`);
  const [, name = '', labelText = '', value = '', exemplar] = match;
  const labels: Record<string, string> = {};
  for (const [, label = '', text = ''] of labelText.matchAll(/([a-zA-Z0-9_]+)="((?:[^"\\]|\\[\s\S])*)"/g)) {
    if (label in labels) throw new Error(`label ${label} is there twice: ${line}`);
    labels[label] = unquoted(text);
  }
  return { name, labels, value, exemplar: exemplar?.slice(' # '.length) };
};

/** The value of the one sample with this name and these labels; undefined when there is none. */
export const sampleValue = (
  page: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): string | undefined =>
  parseExposition(page).samples.find(
    (sample) => sample.name === name && Object.entries(labels).every(([label, text]) => sample.labels[label] === text),
  )?.value;

/** All parts of a page as one text. */
export const join = async (parts: AsyncIterable<string | Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const part of parts) chunks.push(typeof part === 'string' ? Buffer.from(part) : part);
  return Buffer.concat(chunks).toString('utf8');
};
