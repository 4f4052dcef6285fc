// `catalog.api()`: the calls of `telltale`, typed by one catalog instead of the registered one. The functions are the same.
import { captureError, type CaptureOptions } from "../capture-error.ts";
import { type ContextOptions, withContext } from "../context.ts";
import { wrap } from "../decorators/trace-method.ts";
import { funnel, type Funnel, type FunnelOptions } from "../funnel.ts";
import type { HistogramOptions, InstrumentOptions } from "../instrument-handle.ts";
import { type Journey, journey, type StepOptions } from "../journey.ts";
import { event, log, type LogLevel } from "../log.ts";
import {
  type Counter,
  counter,
  type Gauge,
  gauge,
  type Histogram,
  histogram,
  type Observation,
  upDownCounter,
} from "../metric.ts";
import {
  addAttribute,
  addAttributes,
  addEvent,
  type CatalogSpan,
  enterSpan,
  type SpanOptions,
  startSpan,
  trace,
  type TraceOptions,
} from "../span.ts";
import { type Timer, timer, type TimerOptions } from "../timer.ts";
import {
  type RecordedTransactionOptions,
  recordTransaction,
  type ResumeOptions,
  resumeTransaction,
  startTransaction,
  type Transaction,
  transaction,
  type TransactionOptions,
} from "../transaction.ts";
import type {
  Attributes,
  AttributesOf,
  AttributeValue,
  ContextGiven,
  DeclaredKey,
  DeclaredName,
  DeclaredTransaction,
  FreeName,
  Given,
  HeardName,
  LogGiven,
  LogGivenOrError,
  MetricName,
  NoOther,
  ObserveOf,
  OpenKey,
  OpenName,
  OptionsGiven,
  OptionsOf,
  ResumedTransaction,
  StateOf,
  StepOf,
  Typed,
} from "../typed.ts";
import {
  defineWorkflow,
  emit,
  type HandlerOptions,
  type InstanceHandler,
  onEvent,
  type Workflow,
  type WorkflowDefinition,
  type WorkflowHandler,
  type WorkflowOptions,
  workflow,
} from "../workflow.ts";
import type { HandlerResults } from "../business/workflow-record.ts";

type Name<S extends string, C> = DeclaredName<S, C> | OpenName<S, C>;
type Metric<Kind extends string, C> = MetricName<Kind, C> | OpenName<"metrics", C>;

/** A log by a catalog; see `log`. */
interface CatalogLog<C, Base extends object = {}> {
  trace<M extends Name<"logs", C>>(message: M, ...attributes: LogGiven<M, keyof Base, C>): void;
  debug<M extends Name<"logs", C>>(message: M, ...attributes: LogGiven<M, keyof Base, C>): void;
  info<M extends Name<"logs", C>>(message: M, ...attributes: LogGiven<M, keyof Base, C>): void;
  warn<M extends Name<"logs", C>>(message: M, ...attributes: LogGivenOrError<M, keyof Base, C>): void;
  error<M extends Name<"logs", C>>(message: M, ...attributes: LogGivenOrError<M, keyof Base, C>): void;
  fatal<M extends Name<"logs", C>>(message: M, ...attributes: LogGivenOrError<M, keyof Base, C>): void;
  with<A extends Attributes<C>>(attributes: A & NoOther<A, C>): CatalogLog<C, Base & A>;
  enabled(level: LogLevel): boolean;
}

/** The calls of `telltale` by the names, attributes, steps and states of the catalog `C`. Their documentation is that of the plain imports. */
export interface CatalogApi<C> {
  trace<T>(name: FreeName<"spans", C>, fn: (span: CatalogSpan<C>) => T): T;
  trace<N extends Name<"spans", C>, T>(
    name: N,
    options: OptionsOf<TraceOptions, "spans", N, C>,
    fn: (span: CatalogSpan<C>) => T,
  ): T;
  startSpan<N extends Name<"spans", C>>(
    name: N,
    ...options: OptionsGiven<SpanOptions, "spans", N, C>
  ): CatalogSpan<C>;
  enterSpan<N extends Name<"spans", C>>(
    name: N,
    ...options: OptionsGiven<SpanOptions, "spans", N, C>
  ): CatalogSpan<C>;
  wrap<Fn extends (...args: never[]) => unknown>(fn: Fn, options?: { readonly name?: Name<"spans", C> }): Fn;
  addAttribute<K extends DeclaredKey<C> | OpenKey<C>>(key: K, value: AttributeValue<K, C>): void;
  addAttributes(attributes: Attributes<C>): void;
  addEvent<N extends Name<"events", C>>(name: N, ...attributes: Given<AttributesOf<"events", N, C>>): void;
  counter<N extends Metric<"counter", C>>(
    name: N,
    options?: InstrumentOptions,
  ): Counter<AttributesOf<"metrics", N, C>>;
  counter<N extends Metric<"counter", C>>(
    name: N,
    options: InstrumentOptions,
    callback: ObserveOf<N, C>,
  ): Observation;
  upDownCounter<N extends Metric<"upDownCounter", C>>(
    name: N,
    options?: InstrumentOptions,
  ): Counter<AttributesOf<"metrics", N, C>>;
  upDownCounter<N extends Metric<"upDownCounter", C>>(
    name: N,
    options: InstrumentOptions,
    callback: ObserveOf<N, C>,
  ): Observation;
  gauge<N extends Metric<"gauge", C>>(
    name: N,
    options?: InstrumentOptions,
  ): Gauge<AttributesOf<"metrics", N, C>>;
  gauge<N extends Metric<"gauge", C>>(
    name: N,
    options: InstrumentOptions,
    callback: ObserveOf<N, C>,
  ): Observation;
  histogram<N extends Metric<"histogram", C>>(
    name: N,
    options?: HistogramOptions,
  ): Histogram<AttributesOf<"metrics", N, C>>;
  timer<N extends Metric<"timer", C>>(name: N, options?: TimerOptions): Timer<AttributesOf<"metrics", N, C>>;
  readonly log: CatalogLog<C>;
  event<N extends Name<"events", C>>(name: N, ...attributes: Given<AttributesOf<"events", N, C>>): void;
  captureError(error: unknown, options?: Typed<CaptureOptions, C>): void;
  transaction<N extends FreeName<"transactions", C>, T>(
    type: N,
    fn: (tx: DeclaredTransaction<Transaction, N, C>) => T,
  ): T;
  transaction<N extends Name<"transactions", C>, T>(
    type: N,
    options: OptionsOf<TransactionOptions, "transactions", N, C>,
    fn: (tx: DeclaredTransaction<Transaction, N, C>) => T,
  ): T;
  startTransaction<N extends Name<"transactions", C>>(
    type: N,
    ...options: OptionsGiven<TransactionOptions, "transactions", N, C>
  ): DeclaredTransaction<Transaction, N, C>;
  resumeTransaction<N extends DeclaredName<"transactions", C> = DeclaredName<"transactions", C>>(
    token: string,
    options?: Typed<ResumeOptions, C>,
  ): ResumedTransaction<Transaction, N, C>;
  recordTransaction<N extends Name<"transactions", C>>(
    type: N,
    options: OptionsOf<RecordedTransactionOptions, "transactions", N, C>,
  ): void;
  funnel<N extends Name<"journeys", C>, const Step extends StepOf<"journeys", N, C>>(
    name: N,
    steps: readonly Step[],
    options?: FunnelOptions,
  ): Funnel<Step>;
  journey<N extends Name<"journeys", C>>(
    name: N,
    person?: Typed<StepOptions, C>,
  ): Journey<StepOf<"journeys", N, C>>;
  defineWorkflow<N extends Name<"workflows", C>, const State extends StateOf<N, C>>(
    type: N,
    options: WorkflowOptions<State>,
  ): WorkflowDefinition<State>;
  workflow<N extends Name<"workflows", C>>(type: N, id: string): Workflow<StateOf<N, C>>;
  emit<N extends Name<"events", C>>(
    event: N,
    ...attributes: Given<AttributesOf<"events", N, C>>
  ): Promise<HandlerResults>;
  onEvent(event: HeardName<C>, handler: WorkflowHandler, options?: HandlerOptions): () => void;
  onEvent<N extends Name<"workflows", C>>(
    type: N,
    event: StateOf<N, C>,
    handler: InstanceHandler,
    options?: HandlerOptions,
  ): () => void;
  withContext<T>(attributes: ContextGiven<{}, object, C>, fn: () => T, options?: ContextOptions): T;
}

/** The functions behind every {@link CatalogApi}. */
export const calls: never = {
  trace,
  startSpan,
  enterSpan,
  wrap,
  addAttribute,
  addAttributes,
  addEvent,
  counter,
  upDownCounter,
  gauge,
  histogram,
  timer,
  log,
  event,
  captureError,
  transaction,
  startTransaction,
  resumeTransaction,
  recordTransaction,
  funnel,
  journey,
  defineWorkflow,
  workflow,
  emit,
  onEvent,
  withContext,
} satisfies Record<keyof CatalogApi<unknown>, unknown> as never;
