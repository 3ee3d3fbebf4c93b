import type { EventEmitter } from 'node:events';

type EventName = string | symbol;
type Listener = (this: unknown, ...values: unknown[]) => unknown;
type Add = (event: EventName, listener: Listener) => EventEmitter;
type Bind = (listener: Listener) => Listener;

const BOUND = Symbol('astrolabe.bound');
/** The methods that add a listener, each with the one that does it for once. */
const ADDING = [
  ['on', 'once'],
  ['addListener', 'once'],
  ['prependListener', 'prependOnceListener'],
] as const;

/**
 * Gives this one emitter methods that bind each listener as it is added. Binding it twice leaves it with the first
 * context. Node itself finds a bound listener by its `listener` when it is to be removed.
 */
export const bindEmitter = <E extends EventEmitter>(emitter: E, bind: Bind): E => {
  if (BOUND in emitter) return emitter;
  define(emitter, BOUND, true);
  for (const [always, once] of ADDING) {
    const add: Add = emitter[always].bind(emitter);
    define(emitter, always, (event: EventName, listener: Listener) => add(event, boundTo(listener, listener, bind)));
    define(emitter, once, (event: EventName, listener: Listener) => {
      const first: Listener = function first(...values) {
        emitter.removeListener(event, bound);
        return Reflect.apply(listener, this, values);
      };
      const bound = typeof listener === 'function' ? boundTo(first, listener, bind) : listener;
      return add(event, bound);
    });
  }
  return emitter;
};

const boundTo = (called: Listener, listener: Listener, bind: Bind): Listener =>
  typeof listener === 'function' ? Object.assign(bind(called), { listener }) : listener;

const define = (emitter: EventEmitter, name: EventName, value: unknown): void => {
  Object.defineProperty(emitter, name, { value, configurable: true, writable: true });
};
