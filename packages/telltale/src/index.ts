// What most programs use, grouped by task: 150 names at most (docs/adr/054). Types of exporters, options, views, statistics and the
// recorder are in subpaths of their own.

// set up
export { start, stats, type Telltale } from "./start.ts";
export type { Instrumentation } from "./options/instrumentation.ts";
export type { StartOptions } from "./options/start-options.ts";
export { registerComponent } from "./configuration/components.ts";
export { isTelemetryError, TelemetryError, type TelemetryErrorCode } from "./error.ts";
export { otlpExporter } from "./export/otlp.ts";
export { memoryExporter } from "./export/memory.ts";
export { fileExporter } from "./export/file.ts";
export { stdoutExporter } from "./export/stdout.ts";

// the catalog by which all calls below are typed
export type { Register } from "./typed.ts";

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

// logs and events
export { event, type Log, log, type LogLevel } from "./log.ts";

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
