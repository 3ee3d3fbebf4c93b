import type { Clock } from '../clock.js';
import type { Exceptions } from '../exceptions/exceptions.js';
import type { RequestTracer } from '../tracing/tracer.js';
import type { JobMetrics } from './job-metrics.js';

/** What spans of jobs are made with. */
export interface JobParts {
  readonly clock: Clock;
  readonly tracer: RequestTracer;
  readonly exceptions: Exceptions;
  readonly metrics: () => JobMetrics;
}
