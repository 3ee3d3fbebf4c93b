import { Span } from './span.js';

/** A context of OpenTelemetry's API: what is active beside the span, by key, and never changed in place. */
export interface ContextLike {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): ContextLike;
  deleteValue(key: symbol): ContextLike;
}

/** What is active: a span is the context in which nothing else is set, so that making it active copies nothing. */
export type ActiveContext = Span | ContextValues;

/** Every copy of OpenTelemetry's API makes its keys by these names. */
export const SPAN_KEY = Symbol.for('OpenTelemetry Context Key SPAN');
export const SUPPRESS_TRACING_KEY = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Whether nobody is to trace what is done in it. */
export const isSuppressed = (context: ActiveContext | undefined): boolean =>
  context instanceof ContextValues && context.getValue(SUPPRESS_TRACING_KEY) === true;

/** A context with more in it than a span of ours: the span has a place of its own, and the rest is in `values`. */
export class ContextValues implements ContextLike {
  /** The span of ours that is active; undefined as well where tracing is suppressed. */
  readonly active: Span | undefined;
  private readonly span: unknown;
  private readonly values: ContextLike;

  constructor(span: unknown, values: ContextLike) {
    this.span = span;
    this.values = values;
    this.active = span instanceof Span && values.getValue(SUPPRESS_TRACING_KEY) !== true ? span : undefined;
  }

  getValue(key: symbol): unknown {
    return key === SPAN_KEY ? this.span : this.values.getValue(key);
  }

  setValue(key: symbol, value: unknown): ContextLike {
    if (key !== SPAN_KEY) return new ContextValues(this.span, this.values.setValue(key, value));
    return contextOf(value, this.values);
  }

  deleteValue(key: symbol): ContextLike {
    if (key === SPAN_KEY) return new ContextValues(undefined, this.values);
    return new ContextValues(this.span, this.values.deleteValue(key));
  }
}

class ValueMap implements ContextLike {
  private readonly values: ReadonlyMap<symbol, unknown>;

  constructor(values: ReadonlyMap<symbol, unknown>) {
    this.values = values;
  }

  getValue(key: symbol): unknown {
    return this.values.get(key);
  }

  setValue(key: symbol, value: unknown): ContextLike {
    return new ValueMap(new Map(this.values).set(key, value));
  }

  deleteValue(key: symbol): ContextLike {
    const values = new Map(this.values);
    values.delete(key);
    return new ValueMap(values);
  }
}

/** The context in which nothing is set. */
export const NO_VALUES: ContextLike = new ValueMap(new Map());

/** The context with `span` in its place, and nothing else but `values`. */
export const contextOf = (span: unknown, values: ContextLike = NO_VALUES): ActiveContext =>
  span instanceof Span && values === NO_VALUES ? span : new ContextValues(span, values);

/** A context that somebody else made, as one of ours. */
export const adopted = (context: ContextLike): ActiveContext =>
  context instanceof Span || context instanceof ContextValues
    ? context
    : new ContextValues(context.getValue(SPAN_KEY), context);
