import type { OptionTable } from '@astrolabe/core';
import { codesInUse, documentErrors } from './error-table.ts';
import type { GeneratedTable } from './markdown.ts';
import { documentMetrics } from './metric-table.ts';
import { documentOptions, optionTables } from './option-table.ts';

/** Everything that the pages take from the code: what is started says it, so that no list has to be kept. */
export const generatedTables = async (): Promise<ReadonlyMap<string, GeneratedTable>> => {
  const owners = [...optionTables()];
  const all: OptionTable = Object.fromEntries(owners.flatMap(([, table]) => Object.entries(table)));
  const { metrics, buckets } = await documentMetrics();
  return new Map([
    ['options', documentOptions(all)],
    ...owners.map(([name, table]) => [`options-${name}`, documentOptions(table)] as const),
    ['metrics', metrics],
    ['buckets', buckets],
    ['errors', documentErrors(codesInUse())],
  ]);
};
