import { commandName } from '../../instrument/databases/command-name.js';
import type { DatabaseCall } from '../../instrument/databases/database.js';
import type { Core } from '../../plugin.js';
import { timeCall } from '../timed-call.js';
import { watchedStep } from '../watched-step.js';
import type { SelectedDatabase } from './selected-database.js';

/** Times what one client of node-redis sends. Of arguments it reads the first, which is the command's name. */
export class Commands {
  private readonly database: SelectedDatabase;
  private readonly core: Core;

  constructor(database: SelectedDatabase, core: Core) {
    this.database = database;
    this.core = core;
  }

  /** One command, by the words that are sent for it. */
  command(words: unknown, ask: () => unknown): unknown {
    const [name, number] = Array.isArray(words) ? words : [];
    const operation = commandName(name);
    return this.time(() => this.database.current.begin(operation), ask, operation === 'SELECT' ? number : undefined);
  }

  /** One whose name is known before its words are. */
  named(operation: string, ask: () => unknown): unknown {
    return this.time(() => this.database.current.begin(operation), ask);
  }

  /** A transaction, or a pipeline; `selected` is the database that it has selected. */
  batch(operation: 'MULTI' | 'PIPELINE', commands: unknown, selected: unknown, ask: () => unknown): unknown {
    const batchSize = Array.isArray(commands) ? commands.length : 0;
    return this.time(() => this.database.current.begin(operation, { batchSize }), ask, selected);
  }

  /** What cannot be looked at goes on without us. */
  private time(begin: () => DatabaseCall, ask: () => unknown, selected?: unknown): unknown {
    const call = watchedStep('watching a command of redis', this.core, begin);
    if (call === undefined) return ask();
    const answer = timeCall(ask, call, this.core);
    if (selected === undefined || !(answer instanceof Promise)) return answer;
    return answer.then((value) => {
      this.database.select(selected);
      return value;
    });
  }
}
