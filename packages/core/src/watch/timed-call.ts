import type { Listening } from '../instrument/channel.js';
import type { DatabaseCall } from '../instrument/databases/database.js';
import { watchedStep } from './watched-step.js';

/** Does what the bot asked for, and ends the call when its answer is there. Nobody sees another result for it. */
export const timeCall = (ask: () => unknown, call: DatabaseCall, listening: Listening): unknown => {
  try {
    const result = ask();
    return result instanceof Promise ? timePromise(result, call, listening) : result;
  } catch (error) {
    failCall(call, error, listening);
    throw error;
  }
};

/** The promise that is passed on fails as the other one does, so that one that nobody handles is still noticed. */
const timePromise = (result: Promise<unknown>, call: DatabaseCall, listening: Listening): Promise<unknown> =>
  result.then(
    (value) => {
      endCall(call, listening);
      return value;
    },
    (error) => {
      failCall(call, error, listening);
      throw error;
    },
  );

const END = 'the end of a call of a watched client';
const end = (call: DatabaseCall): void => call.end();
const fail = (call: DatabaseCall, error: unknown): void => call.fail(error);

/** The answer is there. */
export const endCall = (call: DatabaseCall, listening: Listening): void => {
  watchedStep(END, listening, end, call);
};

/** There will be no answer. */
export const failCall = (call: DatabaseCall, error: unknown, listening: Listening): void => {
  watchedStep(END, listening, fail, call, error);
};
