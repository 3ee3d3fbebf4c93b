import { coreOptions, type Option, type OptionTable } from '@astrolabe/core';
import { plugins } from '../../packages/node/src/plugins.ts';
import { code, type GeneratedTable } from './markdown.ts';

/** The options of the core and of every plugin, by the name of their owner; those that two of them read, by the first. */
export const optionTables = (): ReadonlyMap<string, OptionTable> => {
  const seen = new Set<unknown>();
  const ownOf = (table: OptionTable): OptionTable => {
    const own = Object.entries(table).filter(([, option]) => !seen.has(option));
    for (const [, option] of own) seen.add(option);
    return Object.fromEntries(own);
  };
  const owners = [{ name: 'core', options: coreOptions as OptionTable }, ...plugins()];
  const tables = owners.map(({ name, options }) => [name, ownOf(options)] as const);
  return new Map(tables.filter(([, own]) => Object.keys(own).length > 0));
};

/** Every environment variable that an option reads. */
export const variables = (): ReadonlySet<string> =>
  new Set([...optionTables().values()].flatMap((table) => Object.values(table).flatMap(({ env }) => env)));

export const documentOptions = (table: OptionTable): GeneratedTable => ({
  head: ['Option', 'Variables, the first that is set', 'Value', 'Default', 'Example', 'Meaning'],
  rows: new Map(
    Object.entries(table).map(([name, option]: [string, Option<unknown>]) => [
      name,
      [code(name), variablesOf(option), option.shape, defaultOf(option), exampleOf(name, option), option.description],
    ]),
  ),
});

const variablesOf = ({ env }: Option<unknown>): string =>
  env.length === 0 ? 'in code only' : env.map(code).join(', ');

const exampleOf = (name: string, { env: [variable], example }: Option<unknown>): string =>
  code(variable === undefined ? `astrolabe({ ${name} })` : `${variable}=${quoted(example)}`);

/** As it has to stand in a shell or an `.env` file. */
const quoted = (text: string): string => (/^[\w.,:/@%+-]*$|^"/.test(text) ? text : `"${text}"`);

/** As an owner would write it: `2m`, where the configuration holds 120000. */
const defaultOf = (option: Option<unknown>): string => {
  if (isEmpty(option.fallback)) return 'none';
  return code(isDefault(option, option.example) ? option.example : String(option.fallback));
};

const isEmpty = (fallback: unknown): boolean => {
  if (typeof fallback === 'object' && fallback !== null) return Object.keys(fallback).length === 0;
  return fallback === undefined || fallback === '';
};

const isDefault = (option: Option<unknown>, text: string): boolean => {
  try {
    return option.parse(text, option.env[0]) === option.fallback;
  } catch {
    return false;
  }
};
