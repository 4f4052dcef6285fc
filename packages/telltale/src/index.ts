// Everything the library offers, grouped by what the reader wants to do.

// set up
export { start, stats, type Telltale, type TelltaleStats } from "./start.ts";
export type { Instrumentation, MetricOptions, StartOptions } from "./options/start-options.ts";
export type { AnyExporter, ExportersBySignal } from "./options/exporter-list.ts";
export type { ComponentKind } from "./configuration/component-kind.ts";
export { type CreateComponent, registerComponent } from "./configuration/components.ts";
export type { Beside, BesideOption } from "./engine/registration/other-sdk.ts";
export type { LogFilter, LoggerOptions, LogOptions, LogSeverity } from "./options/logs.ts";
export type { CpuProfileOptions } from "./options/cpu-profiles.ts";
export type { CardinalityGuardOptions, CardinalityRuleOptions, GuardOptions } from "./options/guards.ts";
export type { SizeGuardOptions } from "./options/size-guard.ts";
export type {
  EnrichmentInput,
  EnrichmentOptions,
  EnrichmentRule,
  MarkOptions,
} from "./options/enrichment.ts";
export type { LimitOptions } from "./options/limits.ts";
export type { SamplingOptions } from "./options/sampling-data.ts";
export type { ScopeOptions } from "./options/scopes.ts";
export type { RuleStats } from "./engine/sampler/head.ts";
export type { SignalStats, Stats } from "./engine/self-metrics/stats.ts";
export type { ExportStats, SelfStats } from "./engine/self-metrics/self-stats.ts";
export { isTelemetryError, TelemetryError, type TelemetryErrorCode } from "./error.ts";
export type { ServiceIdentity } from "./engine/resource/resource.ts";
export type { ResourceDetector } from "./resource/detector.ts";
export type { DetectorName } from "./resource/detectors.ts";
export type { Attempt, Batch, Exporter, Kept, Outcome, Signal } from "./engine/exporter/exporter.ts";
export { otlpExporter } from "./export/otlp.ts";
export type { OtlpOptions, OtlpProtocol, RetryOptions } from "./export/otlp-settings.ts";
export type { CertificateOptions } from "./export/certificates.ts";
export { memoryExporter, type MemoryExporter } from "./export/memory.ts";
export type {
  MemoryExemplar,
  MemoryLog,
  MemoryMetric,
  MemoryPoint,
  MemorySpan,
  PlainAttributes,
  PlainValue,
} from "./export/read-batch.ts";
export { fileExporter, type FileOptions } from "./export/file.ts";
export type { CrashFileOptions } from "./spool/crash-settings.ts";
export type { SpoolOptions } from "./spool/settings.ts";
export type { PrometheusOptions, PrometheusStats } from "./prometheus/settings.ts";
export type { TranslationStrategy } from "./prometheus/naming.ts";
export { stdoutExporter, type StdoutOptions } from "./export/stdout.ts";

// what this process recorded, asked from inside
export type { RecorderOptions } from "./recorder/settings.ts";
export type { NumberView, Recorder, TimerView } from "./recorder/recorder.ts";
export type { LogQuery, SeriesQuery, SpanQuery } from "./recorder/queries.ts";
export type { MeasuredPoint } from "./recorder/measurements.ts";
export type { Report } from "./recorder/report.ts";
export type {
  InteractionSummary,
  JourneySummary,
  SpanSummary,
  TransactionSummary,
  WorkflowSummary,
} from "./recorder/report-data.ts";
export type { SpanNode } from "./reading/span-tree.ts";
export type { TransactionView } from "./reading/transactions.ts";
export type { JourneyStepView, Person } from "./reading/journeys.ts";
export type { WorkflowEventView, WorkflowView } from "./reading/workflows.ts";
export type { InteractionView } from "./reading/interactions.ts";

// spans
export {
  activeSpan,
  addAttribute,
  addAttributes,
  addEvent,
  currentTraceparent,
  enterSpan,
  type Related,
  type Span,
  type SpanOptions,
  startSpan,
  trace,
  traceId,
  type TraceOptions,
} from "./span.ts";

// decorators, and their forms for functions
export type { ArgumentChoice } from "./decorators/arguments.ts";
export type { Call, Extracted } from "./decorators/call.ts";
export type { CallDecorator } from "./decorators/call-decorator.ts";
export type { MeasureOptions } from "./decorators/instrument.ts";
export { countCalls, type CountCalls, type CountCallsOptions, counted } from "./decorators/count-calls.ts";
export {
  profiled,
  profileMethod,
  type ProfileMethod,
  type ProfileMethodOptions,
} from "./decorators/profile-method.ts";
export { timed, timeMethod, type TimeMethod, type TimeMethodOptions } from "./decorators/time-method.ts";
export {
  trackTransaction,
  type TrackTransaction,
  type TrackTransactionOptions,
  tracked,
} from "./decorators/track-transaction.ts";
export {
  traceMethod,
  type TraceMethod,
  type TraceMethodOptions,
  wrap,
  type WrapOptions,
} from "./decorators/trace-method.ts";

// metrics
export {
  type BoundCounter,
  type BoundGauge,
  type BoundHistogram,
  type Counter,
  counter,
  type Gauge,
  gauge,
  type Histogram,
  histogram,
  type HistogramOptions,
  type InstrumentOptions,
  observable,
  type Observable,
  type Observation,
  observeTogether,
  upDownCounter,
} from "./metric.ts";
export { type BoundTimer, type Stopwatch, type Timer, timer, type TimerOptions } from "./timer.ts";
export { type CallOutcome, outcomeOf } from "./engine/errors/outcome.ts";

export type { Observe, Observed } from "./engine/running/engine.ts";
export type { OtelMetricReader, OtelPushMetricExporter } from "./options/metrics.ts";
export type { AggregationName, AttributeRules, AttributesProcessor, View } from "./engine/metrics/view.ts";
export type { Aggregation } from "./engine/metrics/aggregation.ts";
export type { CustomReservoir, ExemplarMeasurement } from "./engine/metrics/reservoir.ts";
export type { ExemplarFilter } from "./engine/metrics/exemplar.ts";
export type { MetricPreference } from "./engine/exporter/exporter.ts";
export type { TemporalityPreference } from "./engine/metrics/temporality.ts";

// logs and events
export { event, type Log, log, type LogLevel } from "./log.ts";
export type {
  EnabledQuery,
  LogRecordProcessor,
  ReadWriteLogRecord,
} from "./engine/processor/log-processor.ts";

// context
export {
  context,
  type ContextLayer,
  type ContextOptions,
  type ContextTypes,
  type TypedContext,
  withContext,
} from "./context.ts";
export { type CarriedContext, carryContext, withCarriedContext } from "./carried-context.ts";
export { childEnvironment, withEnvironmentContext } from "./propagation/environment-carrier.ts";
export type { PropagatorName } from "./propagation/propagator.ts";

// business: transactions
export {
  type Amount,
  recordTransaction,
  type RecordedTransactionOptions,
  type ResumeOptions,
  resumeTransaction,
  startTransaction,
  type Transaction,
  transaction,
  type TransactionOptions,
  type TransactionOutcome,
} from "./transaction.ts";

// business: journeys and funnels
export { type AbandonOptions, type Journey, journey, journeyStep, type StepOptions } from "./journey.ts";
export { type Funnel, funnel, type FunnelOptions } from "./funnel.ts";

// business: workflows and what listens to them
export {
  defineWorkflow,
  emit,
  type HandlerOptions,
  type HandlerResults,
  IllegalTransitionError,
  onEvent,
  type Workflow,
  workflow,
  type WorkflowDefinition,
  type WorkflowEvent,
  type WorkflowHandler,
  type WorkflowOptions,
} from "./workflow.ts";

// business: interactions
export {
  type Interaction,
  interaction,
  type InteractionOptions,
  type InteractionResult,
} from "./interaction.ts";

// what a piece of work costs
export {
  type ItemsOf,
  profile,
  type ProfileClass,
  type ProfileFigures,
  type ProfileOptions,
  type ProfileThresholds,
} from "./profile.ts";

// databases, services and messages by hand
export {
  type DatabaseCall,
  type DatabaseOptions,
  type DatabaseSystem,
  type DatabaseThresholds,
  type RowsOf,
} from "./database.ts";
export { type DatabaseMethodOptions, traceDatabase } from "./decorators/trace-database.ts";
export { type CallOptions, type HeadersLike, traceCall } from "./call.ts";
export { type MessageOperation, type MessageOptions, traceMessage } from "./message.ts";

// errors
export { captureError, type CaptureOptions } from "./capture-error.ts";
