import type { ConfigOf } from '../../config/option.js';
import { wordListOption } from '../../config/option-kinds.js';
import { createPropagator, type TextMapPropagator } from '../w3c/propagator.js';
import { NonRecordingSpan } from './non-recording-span.js';

export const openTelemetryOptions = {
  propagators: wordListOption(
    {
      env: ['OTEL_PROPAGATORS'],
      fallback: [],
      description:
        "What libraries that speak OpenTelemetry's API send with each of their requests, to whomever it goes: " +
        '`tracecontext`, `baggage`, or both. Without it nothing; our own requests have `ASTROLABE_PROPAGATE_TO`.',
    },
    'tracecontext, baggage, or none',
    'tracecontext,baggage',
    /^(?:tracecontext|baggage|none)$/,
  ),
};

/** The propagator of what was named; undefined for none. */
export const namedPropagator = ({
  propagators,
}: ConfigOf<typeof openTelemetryOptions>): TextMapPropagator | undefined => {
  const [hasTrace, sendsBaggage] = [propagators.includes('tracecontext'), propagators.includes('baggage')];
  if (!hasTrace && !sendsBaggage) return undefined;
  return createPropagator({ wrapSpanContext: (context) => new NonRecordingSpan(context), hasTrace, sendsBaggage });
};
