import type { DatabaseCall } from '../../instrument/databases/database.js';
import type { Core } from '../../plugin.js';
import { endCall, failCall } from '../timed-call.js';

type Callback = (this: unknown, error: unknown, result?: unknown) => unknown;

/** A cursor, a stream of rows, or a query that is told of its end by these. */
interface Submittable {
  submit(connection: unknown): unknown;
  handleError(error: unknown, connection: unknown): unknown;
  handleReadyForQuery(connection: unknown): unknown;
}

/** The statement of what `query` is called with; undefined of a prepared statement that is known by its name alone. */
export const statementOf = (config: unknown): string | undefined => {
  if (typeof config === 'string') return config;
  const { text, cursor } = (config ?? {}) as { readonly text?: unknown; readonly cursor?: unknown };
  if (typeof text === 'string') return text;
  return cursor === undefined ? undefined : statementOf(cursor);
};

/** Has the end of a query told to its call, by way of what the query is given. */
export const prepareQuery = (given: unknown[], call: DatabaseCall, core: Core): void => {
  const [config] = given;
  if (isSubmittable(config)) timeSubmittable(config, call, core);
  else timeCallback(given, call, core);
};

const isSubmittable = (config: unknown): config is Submittable =>
  typeof (config as Partial<Submittable> | null | undefined)?.submit === 'function';

const timeSubmittable = (submittable: Submittable, call: DatabaseCall, core: Core): void => {
  const { handleError, handleReadyForQuery } = submittable;
  submittable.handleError = function failed(error, connection) {
    failCall(call, error, core);
    return handleError.call(this, error, connection);
  };
  submittable.handleReadyForQuery = function ended(connection) {
    endCall(call, core);
    return handleReadyForQuery.call(this, connection);
  };
};

/** A callback is given as the second or third value, or within the first. */
const timeCallback = (given: unknown[], call: DatabaseCall, core: Core): void => {
  const { tracer } = core;
  const scope = tracer.active();
  const timed = (callback: Callback): Callback =>
    function answered(error, result) {
      if (error) failCall(call, error, core);
      else endCall(call, core);
      if (scope === undefined || tracer.active() === scope) return callback.call(this, error, result);
      return tracer.run(scope, () => callback.call(this, error, result));
    };
  const at = given.findIndex((value) => typeof value === 'function');
  const config = given[0] as { readonly callback?: unknown } | null | undefined;
  if (at >= 0) given[at] = timed(given[at] as Callback);
  else if (typeof config?.callback === 'function') {
    given[0] = Object.create(config, { callback: { value: timed(config.callback as Callback), writable: true } });
  }
};
