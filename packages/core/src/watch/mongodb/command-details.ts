import type { OperationDetails } from '../../instrument/databases/database.js';
import type { CommandStarted } from './command-events.js';

/** Commands whose value is the name of their collection. That of others may be a user's, as in `dropUser`. */
const OF_A_COLLECTION: ReadonlySet<string> = new Set([
  'aggregate',
  'collMod',
  'count',
  'create',
  'createIndexes',
  'createSearchIndexes',
  'delete',
  'distinct',
  'drop',
  'dropIndexes',
  'dropSearchIndex',
  'find',
  'findAndModify',
  'insert',
  'listIndexes',
  'listSearchIndexes',
  'mapReduce',
  'update',
  'updateSearchIndex',
]);
/** A bot with more collections than these has made their names up. */
const MAX_COLLECTIONS = 500;
const COMMAND = /^[A-Za-z]\w{0,63}$/;

/** What is said of commands, by their name and their collection, and made once for each. */
export class CommandDetails {
  private readonly byCommand = new Map<string, Map<string, OperationDetails>>();
  private count = 0;

  /** Undefined of a command that is of no collection. */
  of({ commandName, command }: CommandStarted): OperationDetails | undefined {
    const collection = commandName === 'getMore' ? command.collection : valueOf(commandName, command);
    if (typeof collection !== 'string') return undefined;
    return this.byCommand.get(commandName)?.get(collection) ?? this.add(commandName, collection);
  }

  private add(commandName: string, collection: string): OperationDetails {
    const details = { name: `${commandName} ${collection}`, collection };
    if (this.count >= MAX_COLLECTIONS) return details;
    this.count++;
    const collections = this.byCommand.get(commandName) ?? new Map<string, OperationDetails>();
    this.byCommand.set(commandName, collections.set(collection, details));
    return details;
  }
}

const valueOf = (commandName: string, command: CommandStarted['command']): unknown =>
  OF_A_COLLECTION.has(commandName) ? command[commandName] : undefined;

/** The name of a command; what looks like none is `OTHER`. */
export const operationOf = (commandName: string): string => (COMMAND.test(commandName) ? commandName : 'OTHER');
