import { EventEmitter } from 'node:events';
import * as api from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { RegisteredApi } from './registered-api.js';

const registered = new RegisteredApi();

describe('the context manager', () => {
  it('is the root outside of everything, and takes contexts that others made', () => {
    const key = api.createContextKey('key');
    expect(api.context.active()).toBe(api.ROOT_CONTEXT);
    const span = registered.tracer.startSpan('job');
    const foreign = api.trace.setSpan(api.ROOT_CONTEXT.setValue(key, 7), span);
    api.context.with(foreign, () => {
      expect([api.trace.getActiveSpan(), api.context.active().getValue(key)]).toEqual([span, 7]);
      api.context.with(api.ROOT_CONTEXT, () => expect(api.trace.getActiveSpan()).toBeUndefined());
      api.context.with(api.trace.deleteSpan(api.context.active()), () => {
        expect([api.trace.getActiveSpan(), api.context.active().getValue(key)]).toEqual([undefined, 7]);
      });
    });
  });

  it('calls with the subject and the arguments it was given, and passes errors on', () => {
    const add = function add(this: { n: number }, a: number, b: number) {
      return this.n + a + b;
    };
    expect(api.context.with(api.ROOT_CONTEXT, add, { n: 1 }, 2, 3)).toBe(6);
    const error = new Error('x');
    const fail = () => {
      throw error;
    };
    expect(() => api.context.with(api.ROOT_CONTEXT, fail)).toThrow(error);
  });

  it('binds functions', () => {
    const span = registered.tracer.startSpan('job');
    const bound = api.context.bind(
      api.trace.setSpan(api.context.active(), span),
      function two(this: unknown, a: number, b: number) {
        return [this, a + b, api.trace.getActiveSpan()];
      },
    );
    const subject = {};
    expect([bound.length, bound.call(subject, 1, 2)]).toEqual([2, [subject, 3, span]]);
    expect(api.context.bind(api.ROOT_CONTEXT, 'text')).toBe('text');
  });

  it('binds the listeners of an emitter, which are removed as they were added', () => {
    const span = registered.tracer.startSpan('job');
    const emitter = api.context.bind(api.trace.setSpan(api.context.active(), span), new EventEmitter());
    const seen: unknown[] = [];
    const listener = () => seen.push(api.trace.getActiveSpan());
    emitter.on('data', listener).once('data', listener).prependListener('data', listener);
    emitter.emit('data');
    emitter.emit('data');
    expect(seen).toEqual([span, span, span, span, span]);
    emitter.off('data', listener).removeListener('data', listener);
    emitter.once('data', listener).off('data', listener).prependOnceListener('data', listener);
    emitter.removeAllListeners();
    emitter.emit('data');
    expect([seen.length, emitter.listenerCount('data')]).toEqual([5, 0]);
    expect(() => emitter.on('data', undefined as never)).toThrow(TypeError);
  });
});
