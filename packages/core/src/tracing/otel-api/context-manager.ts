import { EventEmitter } from 'node:events';
import { adopted, type ContextLike } from '../active-context.js';
import type { RequestTracer } from '../tracer.js';
import { bindEmitter } from './bound-emitter.js';

type Work<A extends unknown[], R> = (this: unknown, ...values: A) => R;

/** The `ContextManager` of OpenTelemetry's API, on the one context that Astrolabe has. */
export class ContextManager {
  private readonly tracer: RequestTracer;
  private readonly root: ContextLike;

  constructor(tracer: RequestTracer, root: ContextLike) {
    this.tracer = tracer;
    this.root = root;
  }

  active(): ContextLike {
    return this.tracer.context() ?? this.root;
  }

  with<A extends unknown[], R>(context: ContextLike, work: Work<A, R>, subject?: unknown, ...values: A): R {
    const scope = context === this.root || !context ? undefined : adopted(context);
    return this.tracer.with(scope, work, subject, values);
  }

  /** A function that runs in `context`, or an emitter all of whose later listeners do; anything else stays as it is. */
  bind<T>(context: ContextLike, target: T): T {
    if (target instanceof EventEmitter) return bindEmitter(target, (listener) => this.bindFunction(context, listener));
    return typeof target === 'function' ? (this.bindFunction(context, target as never) as T) : target;
  }

  enable(): this {
    return this;
  }

  /** What is active stays so: it is the context of Astrolabe itself. */
  disable(): this {
    return this;
  }

  private bindFunction<A extends unknown[], R>(context: ContextLike, target: Work<A, R>): Work<A, R> {
    const manager = this;
    const bound = function bound(this: unknown, ...values: A): R {
      return manager.with(context, target, this, ...values);
    };
    return Object.defineProperty(bound, 'length', { configurable: true, value: target.length });
  }
}
