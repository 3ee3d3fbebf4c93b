import type { LabelPairs } from '@astrolabe/core';

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** Backslash, quote and line feed, as both formats want it in the value of a label. */
export const escapeQuoted = (text: string): string =>
  text.replace(/[\\"\n]/g, (character) => ESCAPED[character] as string);

/** Backslash and line feed, as the text format wants it in HELP: a quote stands for itself there. */
export const escapeHelp = (text: string): string =>
  text.replace(/[\\\n]/g, (character) => ESCAPED[character] as string);

/** `name="value"` */
export const formatLabel = (name: string, value: string): string => `${name}="${escapeQuoted(value)}"`;

/** A series keeps its labels for its life, so their text is made once and goes when the series goes. */
const known = new WeakMap<LabelPairs, string>();

/** The labels of a series as they stand between the braces, the same in both formats. */
export const labelText = (labels: LabelPairs): string => {
  if (labels.length === 0) return '';
  let text = known.get(labels);
  if (text === undefined) {
    text = labels.map(([name, value]) => formatLabel(name, value)).join(',');
    known.set(labels, text);
  }
  return text;
};
