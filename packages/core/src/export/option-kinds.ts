import { readFileSync } from 'node:fs';
import { type Option, OptionError } from '../config/option.js';

export type TextPairs = Readonly<Record<string, string>>;
type Environment = readonly [string, ...string[]];

const MAX_PAIRS = 128;
const MAX_VALUE = 255;

/** An address over HTTP. It may have a key in it, so it is never shown. */
export const urlOption = (env: Environment, description: string): Option<string | undefined> => ({
  env,
  description,
  fallback: undefined,
  secret: true,
  shape: 'a URL that begins with http:// or https://',
  example: 'http://collector:4318',
  parse: checkedUrl,
  accept: checkedUrl,
});

const checkedUrl = (value: unknown): string => {
  const text = typeof value === 'string' ? value.trim() : '';
  if (!URL.canParse(text)) throw new OptionError('is no URL');
  const { protocol, username, password } = new URL(text);
  if (!/^https?:$/.test(protocol)) throw new OptionError('is no URL of http or https');
  if (/%(?![\da-f]{2})/i.test(username + password))
    throw new OptionError('has a % among its credentials that begins no code');
  return text;
};

/** Headers as `name=value,name=value`, percent-encoded, or in code as an object. */
export const headersOption = (env: Environment, description: string): Option<TextPairs> => ({
  env,
  description,
  fallback: {},
  secret: true,
  shape: 'name=value pairs, separated by commas',
  example: 'x-api-key=a1b2c3',
  parse: (text) => checkedPairs(parsedPairs(text), HEADER_NAME),
  accept: (value) => checkedPairs(pairsOf(value), HEADER_NAME),
});
/** Source: RFC 9110, section 5.5. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** The content of a file of certificates or of a key. */
export const pemOption = (env: Environment, description: string): Option<string | undefined> => ({
  env,
  description,
  fallback: undefined,
  secret: true,
  shape: 'the path of a PEM file that can be read',
  example: '/etc/ssl/collector.pem',
  parse: readPem,
  accept: readPem,
});

const readPem = (path: unknown): string => {
  if (typeof path !== 'string' || path.trim() === '') throw new OptionError('is no path');
  let text: string;
  try {
    text = readFileSync(path.trim(), 'utf8');
  } catch (error) {
    throw new OptionError(`cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (!text.includes('-----BEGIN ')) throw new OptionError('is no PEM file');
  return text;
};

/** Attributes of a resource in the same form. Source: OpenTelemetry's specification, "Resource SDK". */
export const resourceAttributesOption = (env: Environment, description: string): Option<TextPairs> => ({
  env,
  description,
  fallback: {},
  shape: 'key=value pairs, separated by commas',
  example: 'service.namespace=astrology,team=bots',
  parse: (text) => checkedPairs(parsedPairs(text), ATTRIBUTE_NAME),
  accept: (value) => checkedPairs(pairsOf(value), ATTRIBUTE_NAME),
});
const ATTRIBUTE_NAME = /^[\x21-\x7e]{1,255}$/;

const pairsOf = (value: unknown): TextPairs => {
  if (typeof value === 'string') return parsedPairs(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new OptionError('is no object of texts');
  return value as TextPairs;
};

const parsedPairs = (text: string): TextPairs => {
  const pairs: Record<string, string> = {};
  for (const [index, member] of text.split(',').entries()) {
    if (member.trim() === '') continue;
    const separator = member.indexOf('=');
    if (separator < 1) throw new OptionError(`has no name and value at place ${index + 1}`);
    pairs[decoded(member.slice(0, separator))] = decoded(member.slice(separator + 1));
  }
  return pairs;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    throw new OptionError('has a percent sign that encodes nothing');
  }
};

const checkedPairs = (pairs: TextPairs, name: RegExp): TextPairs => {
  const entries = Object.entries(pairs);
  if (entries.length > MAX_PAIRS) throw new OptionError(`has more than ${MAX_PAIRS} pairs`);
  for (const [index, [key, value]] of entries.entries()) {
    if (!name.test(key)) throw new OptionError(`has a name with other characters at place ${index + 1}`);
    if (typeof value !== 'string') throw new OptionError(`has a value that is no text at place ${index + 1}`);
    const isHeader = name === HEADER_NAME;
    if (isHeader && /[\r\n\0]/.test(value)) throw new OptionError(`has a line break at place ${index + 1}`);
    if (isHeader && !HEADER_VALUE.test(value))
      throw new OptionError(`has letters that no header carries at place ${index + 1}`);
    if (!isHeader && value.length > MAX_VALUE)
      throw new OptionError(`has a value of more than ${MAX_VALUE} characters`);
  }
  return { ...pairs };
};
