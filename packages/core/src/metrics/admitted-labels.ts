import type { Diagnostics } from '../diagnostics.js';
import type { LabelSpec } from './labels.js';

/** Stands for a label value that was not declared, or not given: what is counted so is not lost. */
export const OTHER = 'other';

/** Makes of the label values that a metric is given those that it has series for. */
export class AdmittedLabels {
  readonly names: readonly string[];
  private readonly metric: string;
  private readonly spec: LabelSpec;
  private readonly diagnostics: Diagnostics;
  /** Labels that were said to be without a value, or to have another one: said once, their text is not built again. */
  private readonly missing = new Set<string>();
  private readonly undeclared = new Set<string>();

  constructor(metric: string, spec: LabelSpec, diagnostics: Diagnostics) {
    this.names = Object.keys(spec);
    this.metric = metric;
    this.spec = spec;
    this.diagnostics = diagnostics;
  }

  /** The values in the order of the names. Never throws: each that is not as declared is `other`. */
  admit(values: readonly unknown[]): readonly string[] {
    return this.names.map((name, level) => this.admitOne(name, values[level]));
  }

  /** The same for labels as the bot gives them, whatever they are. */
  read(labels: Readonly<Record<string, unknown>>): readonly string[] {
    return this.admit(this.names.map((name) => readable(labels, name)));
  }

  private admitOne(label: string, value: unknown): string {
    const allowed = this.spec[label];
    const text = textOf(value);
    if (text !== undefined && (allowed === 'open' || allowed?.includes(text))) return text;
    if (value === undefined) this.warnOnce(this.missing, label, 'without a value');
    else this.warnOnce(this.undeclared, label, 'with a value that is not declared');
    return OTHER;
  }

  private warnOnce(said: Set<string>, label: string, what: string): void {
    if (said.has(label)) return;
    said.add(label);
    this.diagnostics.warnOnce(
      'ASTROLABE_LABEL_UNDECLARED',
      `metric ${this.metric} was given the label "${label}" ${what}; it is counted as ${label}="${OTHER}"`,
    );
  }
}

/** A getter may throw, and so may a proxy; such a label has no value. */
const readable = (labels: Readonly<Record<string, unknown>>, name: string): unknown => {
  try {
    return labels[name];
  } catch {
    return undefined;
  }
};

/** JavaScript gives a status as a number, and means its text. Of an object, nobody knows what its text would show. */
const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : undefined;
};
