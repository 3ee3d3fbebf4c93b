export { type Clock, systemClock } from './clock.js';
export { type Duration, type DurationOption, durationMs, durationOption } from './config/duration.js';
export { type Environment, resolveOptions } from './config/environment.js';
export { type ConfigOf, type InputOf, type Option, OptionError, type OptionTable } from './config/option.js';
export {
  choiceOption,
  flagOption,
  integerOption,
  objectOption,
  pathOption,
  wordOption,
} from './config/option-kinds.js';
export { coreOptions } from './config/options.js';
export { createDiagnostics, type Diagnostics, describeError, type LogLevel, type Severity } from './diagnostics.js';
export { AstrolabeError, type ErrorCode } from './errors.js';
export type { CapturedException, ErrorReporter, ExceptionContext } from './exceptions/error-reporter.js';
export type { ExportResult, SpanExporter } from './export/otel-exporter.js';
export type { RecentTransaction, RecentTransactions } from './export/recent-transactions.js';
export { telemetryExport } from './export/telemetry-export.js';
export type { Governor } from './governor/governor.js';
export { isLevelChoice, LEVEL_CHOICES, type Level, type LevelChoice } from './governor/level.js';
export type { Check, CheckResult, Status } from './health/check.js';
export { announceAlone } from './http/announcement.js';
export type { Endpoint, EndpointRequest, EndpointResponse } from './http/endpoint.js';
export { expressErrorHandler, expressMiddleware } from './http/express.js';
export { type FastifyLike, installInFastify } from './http/fastify.js';
export type { Middleware, Next } from './http/middleware.js';
export { createMonitor, type Monitor } from './http/monitor.js';
export type { Instance } from './instance.js';
export { type Listening, listen } from './instrument/channel.js';
export { CLIENT_CLOSED_REQUEST } from './instrument/counted-status.js';
export { databases } from './instrument/databases/databases.js';
export type { handlerOptions } from './instrument/handlers/options.js';
export { requestHandlers } from './instrument/handlers/request-handlers.js';
export type { IncomingExchange, IncomingWatcher } from './instrument/incoming/incoming-watcher.js';
export type { Instrumentation } from './instrument/instrumentation.js';
export { languageModels } from './instrument/llm/language-models.js';
export { outgoing } from './instrument/outgoing/outgoing.js';
export type { OutgoingRequest, OutgoingWatcher } from './instrument/outgoing/outgoing-request.js';
export { watchOutgoing } from './instrument/outgoing/watch-outgoing.js';
export type { RouteFinder } from './instrument/route-finders.js';
export type { BullmqTelemetry, BullmqWorker } from './jobs/bullmq-interface.js';
export type { Closer, Phase } from './lifecycle/closer.js';
export type { OnShutdownOptions } from './lifecycle/closers.js';
export type { Exemplar } from './metrics/exemplar.js';
export { setExemplar } from './metrics/exemplar-processor.js';
export type { Family, MetricType, Sample } from './metrics/family.js';
export type { HistogramSeries } from './metrics/histogram.js';
export type {
  Counter,
  CounterSeries,
  FamilyOptions,
  Gauge,
  GaugeSeries,
  Histogram,
  HistogramOptions,
} from './metrics/instruments.js';
export type { LabelPairs, LabelSpec, LabelsOf } from './metrics/labels.js';
export { ACTIVE_REQUESTS, REQUEST_DURATION, UNMATCHED_ROUTE } from './metrics/request-metrics.js';
export { resources } from './metrics/resources/resources.js';
export type { MetricStore } from './metrics/store.js';
export type { UniqueCount } from './metrics/unique-count/unique-count.js';
export type { UniqueSeries } from './metrics/unique-count/unique-series.js';
export {
  BURN_WINDOWS,
  budgetRemaining,
  burnRate,
  burnsFasterThan,
  checkBurnFactor,
  type EventCounts,
} from './objectives/burn-rate.js';
export type { Judge, Judgement, Objective, ObjectiveInput } from './objectives/objective.js';
export type { Objectives } from './objectives/objectives.js';
export type { WindowCounts } from './objectives/tracker.js';
export type { AllContributions, Contributions, Core, Panel, Plugin, ServiceIdentity } from './plugin.js';
export type { DeferredWork } from './recorder/deferred-work.js';
export type { KeepDecision, KeepReason } from './recorder/keep-decision.js';
export type { OverheadMeter } from './recorder/overhead-meter.js';
export type { TransactionProcessor } from './recorder/recorder.js';
export type { TransactionExporter } from './recorder/transaction-exporter.js';
export { type CoreInput, type StartOptions, start } from './registry.js';
export type { Condition, Rule } from './rules/rule.js';
export { createRuntime, type Runtime, replaceRuntime, runtime } from './runtime.js';
export type { AttributesInput, AttributeValue } from './tracing/attributes.js';
export type { OpenTelemetryApi } from './tracing/otel-api/api.js';
export { type ReadableSpan, type Resource, toReadableSpan } from './tracing/otel-api/readable-span.js';
export { registerOpenTelemetry } from './tracing/otel-api/register.js';
export type { SdkSpan, SpanProcessor } from './tracing/otel-sdk-bridge/sdk-span.js';
export type { Span } from './tracing/span.js';
export type { SpanContext } from './tracing/span-context.js';
export { SpanKind } from './tracing/span-kind.js';
export { type SpanStatus, StatusCode } from './tracing/span-status.js';
export { runInSpan, type Tracer } from './tracing/tracer.js';
export type { Transaction, TransactionKind } from './tracing/transaction.js';
export { VERSION } from './version.js';
export type { WatchOptions } from './watch/watches.js';
