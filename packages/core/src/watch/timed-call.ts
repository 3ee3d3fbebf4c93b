import type { DatabaseCall } from '../instrument/databases/database.js';

/** Does what the bot asked for, and ends the call when its answer is there. Nobody sees another result for it. */
export const timeCall = (ask: () => unknown, call: DatabaseCall): unknown => {
  try {
    const result = ask();
    return result instanceof Promise ? timePromise(result, call) : result;
  } catch (error) {
    call.fail(error);
    throw error;
  }
};

/** The promise that is passed on fails as the other one does, so that one that nobody handles is still noticed. */
const timePromise = (result: Promise<unknown>, call: DatabaseCall): Promise<unknown> =>
  result.then(
    (value) => {
      call.end();
      return value;
    },
    (error) => {
      call.fail(error);
      throw error;
    },
  );
