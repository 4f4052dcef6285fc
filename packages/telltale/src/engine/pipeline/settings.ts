// What a pipeline is built from: everything is decided, nothing is asked again.
import type { CardinalityPlan } from "../cardinality/guard.ts";
import type { RecordLimits } from "../log/encode-record.ts";
import type { MakeEnrichment } from "../enrichment/enrichment.ts";
import type { SignalCheck } from "../enrichment/signal-check.ts";
import type { ExceptionSignal } from "../completion/exception-signal.ts";
import type { Exporter } from "../exporter/exporter.ts";
import type { HeadSampler } from "../sampler/head.ts";
import type { TailBufferSettings } from "../tail-buffer/tail-buffer.ts";
import type { IdGenerator } from "../tracer/id-generator.ts";
import type { IdentityPolicy } from "../attributes/identity.ts";
import type { SignalPipelineLimits } from "../queue/signal-pipeline.ts";
import type { LogRecordProcessor } from "../processor/log-processor.ts";
import type { LogRules } from "../log/log-rule.ts";
import type { MeterOptions } from "../meter/meters.ts";
import type { Descriptor, InstrumentKind } from "../metrics/descriptor.ts";
import type { MetricReaderPlug } from "../meter/metrics-export.ts";
import type { Redaction } from "../redaction/redaction.ts";
import type { GrowingResource } from "../resource/resource.ts";
import type { Sampler } from "../sampler/sampler.ts";
import type { ScopeRule } from "../resource/scope-rule.ts";
import type { SpanProcessor } from "../processor/span-processor.ts";
import type { SpanLimits } from "../span/span.ts";

/** What a pipeline is built from. */
export interface PipelineSettings extends GrowingResource {
  readonly exporters: readonly Exporter[];
  /** Take every batch of spans and records within the call, and have no part in the figures. */
  readonly taps?: readonly Exporter[] | undefined;
  readonly limits: {
    readonly span: SpanLimits;
    readonly record: RecordLimits;
    readonly cardinality: Readonly<Record<InstrumentKind, number>>;
    readonly traces: SignalPipelineLimits;
    readonly logs: SignalPipelineLimits;
  };
  /** How many different values are warned of, or made less of; undefined for no guard. */
  readonly cardinality?: CardinalityPlan | undefined;
  readonly metricIntervalMs: number;
  /** How long an export of metrics may take; `Infinity` for no limit. */
  readonly metricTimeoutMs: number;
  /** Whether figures about the library itself leave with the metrics. */
  readonly selfMetrics: boolean;
  readonly metrics: Omit<MeterOptions, "cardinality" | "guard" | "complete"> & {
    readonly readers: readonly MetricReaderPlug[];
  };
  readonly traces: TraceSettings;
  readonly identity: IdentityPolicy;
  /** What is taken out last of all; undefined where everything leaves as it is. */
  readonly redaction?: Redaction | (() => Redaction) | undefined;
  /** What configuration does to spans and records; undefined for nothing. */
  readonly enrichment?: MakeEnrichment | undefined;
  /** What a catalog completes and checks; undefined without one. */
  readonly catalog?: CatalogHooks | undefined;
  readonly logs: { readonly rules: LogRules; readonly processors: readonly LogRecordProcessor[] };
}

/** How spans are decided about, named and looked at. */
export interface TraceSettings {
  /** Asked before the sampler about traces that begin here or come in; undefined where no rule is. */
  readonly head: HeadSampler | undefined;
  /** Undefined for parent based and always on. */
  readonly sampler: Sampler | undefined;
  /** Undefined for random ids. */
  readonly ids: IdGenerator | undefined;
  readonly processors: readonly SpanProcessor[];
  /** Holds the spans of a trace until it is decided whether it leaves; undefined to let each leave when it has ended. */
  readonly hold: TailBufferSettings | undefined;
  readonly scopes: readonly ScopeRule[];
  /** How a thrown error is recorded. */
  readonly exceptions: ExceptionSignal;
}

/** What a catalog does in the pipeline. */
export interface CatalogHooks {
  /** Undefined where signals are not checked. */
  readonly check: SignalCheck | undefined;
  /** Adds what a catalog declares to an instrument: unit, description, buckets. */
  complete(descriptor: Descriptor): Descriptor;
}
