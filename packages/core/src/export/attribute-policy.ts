import { isIP } from 'node:net';
import { STANDARD_SQL } from '../instrument/databases/sql/dialect.js';
import { normalizeSql } from '../instrument/databases/sql/statement.js';
import { isPersonalNumber, redactText } from '../privacy/redact.js';
import type { AttributeValue } from '../tracing/attributes.js';
import { type AttributeTreatment, isPersonalName, KNOWN_ATTRIBUTES } from './known-attributes.js';
import { remembered } from './remembered.js';
import { safeUrl } from './safe-url.js';
import { stackFrames } from './stack-frames.js';

type Attributes = Readonly<Record<string, AttributeValue>>;
type Primitive = string | number | boolean | null | undefined;
type ShownTreatment = AttributeTreatment | 'listed' | 'unlisted';
type NameTreatment = ShownTreatment | 'withheld';

export interface SafeAttributes {
  readonly attributes: Record<string, AttributeValue>;
  /** How many were left out. */
  readonly withheld: number;
}

/** Makes of attributes those that may leave the process. `isOwn`: of a span of Astrolabe, or of `span()`. */
export type AttributePolicy = (attributes: Attributes, isOwn: boolean) => SafeAttributes;

/** Sentences are what somebody wrote; a word is one of the code's own. */
const MAX_WORD = 64;
/** Of a route, or of a file. */
const MAX_KNOWN_WORD = 256;
const isWord = (text: string, length = MAX_WORD): boolean => text.length <= length && !/\s/.test(text);
const NAME = /^[\w./:-]{1,128}$/;

/**
 * An allow-list: names of OpenTelemetry's conventions, each by its treatment; names that the owner has listed, redacted;
 * of the others numbers, flags and single words, redacted, unless their name says that they are personal.
 */
export const createAttributePolicy = (listed: readonly string[]): AttributePolicy => {
  const isListed = listedNames(listed);
  const treatmentOf = remembered((name): NameTreatment => {
    // An object that was given such a name would have another prototype, and not another attribute.
    if (!NAME.test(name) || name === '__proto__' || redactText(name) !== name) return 'withheld';
    return KNOWN_ATTRIBUTES.get(name) ?? (isListed(name) ? 'listed' : isPersonalName(name) ? 'withheld' : 'unlisted');
  });
  const treat = (name: string, value: AttributeValue, isOwn: boolean): AttributeValue | undefined => {
    const treatment = treatmentOf(name);
    if (treatment === 'withheld') return undefined;
    if (Array.isArray(value)) return treatedList(treatment, value, isOwn);
    return treated(treatment, value as Primitive, isOwn) as AttributeValue | undefined;
  };
  return (attributes, isOwn) => {
    const safe: Record<string, AttributeValue> = {};
    let withheld = 0;
    for (const name in attributes) {
      const value = treat(name, attributes[name] as AttributeValue, isOwn);
      if (value === undefined) withheld++;
      else safe[name] = value;
    }
    return { attributes: safe, withheld };
  };
};

/** Everything as it is: for tests that have to see what the policy takes out. */
export const everything: AttributePolicy = (attributes) => ({ attributes: { ...attributes }, withheld: 0 });

const listedNames = (listed: readonly string[]): ((name: string) => boolean) => {
  const exact = new Set(listed.filter((each) => !each.endsWith('*')));
  const beginnings = listed.filter((each) => each.endsWith('*')).map((each) => each.slice(0, -1));
  return (name) => {
    const wanted = name.toLowerCase();
    return exact.has(wanted) || beginnings.some((beginning) => wanted.startsWith(beginning));
  };
};

/** Of a list, all or nothing: a place that is left out would move the others. */
const treatedList = (
  treatment: ShownTreatment,
  values: readonly Primitive[],
  isOwn: boolean,
): AttributeValue | undefined => {
  const all: Primitive[] = [];
  for (const value of values) {
    const one = value === null || value === undefined ? null : treated(treatment, value, isOwn);
    if (one === undefined) return undefined;
    all.push(one);
  }
  return all as AttributeValue;
};

const treated = (treatment: ShownTreatment, value: Primitive, isOwn: boolean): Primitive => {
  switch (treatment) {
    case 'unlisted':
      return unlisted(value);
    case 'listed':
      return typeof value === 'string' ? redacted(value) : value;
    case 'count':
      return typeof value === 'string' && !/^\d{1,6}$/.test(value) ? undefined : value;
    case 'word':
      return typeof value === 'string' ? word(value) : unlisted(value);
    default:
      return typeof value === 'string' ? treatedText(treatment, value, isOwn) : undefined;
  }
};

const treatedText = (
  treatment: Exclude<AttributeTreatment, 'word' | 'count'>,
  text: string,
  isOwn: boolean,
): string | undefined => {
  switch (treatment) {
    case 'host':
      return isIP(text) === 0 ? word(text) : text;
    case 'url':
      return cleanUrl(text);
    case 'frames':
      return stackFrames(text) || undefined;
    case 'own':
      return isOwn ? cleanStatement(text) : undefined;
  }
};

const redacted = remembered(redactText);
const cleanUrl = remembered(safeUrl);
const cleanStatement = remembered((text: string) => redactText(normalizeSql(text, STANDARD_SQL).text));
const word = (text: string): string | undefined => (isWord(text, MAX_KNOWN_WORD) ? redacted(text) : undefined);

const unlisted = (value: Primitive): Primitive => {
  if (typeof value === 'number') return isPersonalNumber(value) ? undefined : rounded(value);
  if (typeof value !== 'string') return value;
  return isWord(value) ? redacted(value) : undefined;
};

/** 51.5074 may be where somebody was born, and 51.5 is a county. */
const rounded = (value: number): number => {
  if (!Number.isFinite(value) || Number.isInteger(value)) return value;
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(3));
};
