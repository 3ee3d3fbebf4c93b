import { isIP } from 'node:net';
import { STANDARD_SQL } from '../instrument/databases/sql/dialect.js';
import { normalizeSql } from '../instrument/databases/sql/statement.js';
import { isPersonalNumber, redactText } from '../privacy/redact.js';
import type { AttributeValue } from '../tracing/attributes.js';
import { type AttributeTreatment, isPersonalName, KNOWN_ATTRIBUTES } from './known-attributes.js';
import { safeUrl } from './safe-url.js';
import { stackFrames } from './stack-frames.js';

type Attributes = Readonly<Record<string, AttributeValue>>;
type Primitive = string | number | boolean | null | undefined;

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
  const treat = (name: string, value: AttributeValue, isOwn: boolean): AttributeValue | undefined => {
    if (!NAME.test(name) || redactText(name) !== name) return undefined;
    const treatment = KNOWN_ATTRIBUTES.get(name);
    if (treatment !== undefined) return each(value, (one) => knownValue(treatment, one, isOwn));
    if (isListed(name)) return each(value, (one) => (typeof one === 'number' ? one : redacted(one)));
    return isPersonalName(name) ? undefined : each(value, unlisted);
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
const each = (value: AttributeValue, treat: (one: Primitive) => Primitive): AttributeValue | undefined => {
  if (!Array.isArray(value)) return treat(value as Primitive) as AttributeValue | undefined;
  const treated = value.map((one: Primitive) => (one === null || one === undefined ? one : treat(one)));
  return treated.some((one, index) => one === undefined && value[index] != null)
    ? undefined
    : (treated as AttributeValue);
};

const knownValue = (treatment: AttributeTreatment, value: Primitive, isOwn: boolean): Primitive => {
  if (treatment === 'count') return typeof value === 'string' && !/^\d{1,6}$/.test(value) ? undefined : value;
  if (typeof value !== 'string') return treatment === 'word' ? unlisted(value) : undefined;
  if (treatment === 'host' && isIP(value) !== 0) return value;
  if (treatment === 'url') return safeUrl(value);
  if (treatment === 'frames') return stackFrames(value) || undefined;
  if (treatment === 'own') return isOwn ? redactText(normalizeSql(value, STANDARD_SQL).text) : undefined;
  return isWord(value, MAX_KNOWN_WORD) ? redactText(value) : undefined;
};

const unlisted = (value: Primitive): Primitive => {
  if (typeof value === 'number') return isPersonalNumber(value) ? undefined : rounded(value);
  if (typeof value !== 'string') return value;
  return isWord(value) ? redactText(value) : undefined;
};

/** 51.5074 may be where somebody was born, and 51.5 is a county. */
const rounded = (value: number): number => {
  if (!Number.isFinite(value) || Number.isInteger(value)) return value;
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(3));
};

const redacted = (value: Primitive): Primitive => (typeof value === 'string' ? redactText(value) : value);
