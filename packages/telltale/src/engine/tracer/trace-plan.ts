// What the tracers of a pipeline have in common, resolved when the pipeline is made.
import type { CardinalityGuard } from "../cardinality/guard.ts";
import type { EngineCounts } from "../diagnostics/counts.ts";
import type { Enrichment } from "../enrichment/enrichment.ts";
import type { SignalCheck } from "../enrichment/signal-check.ts";
import type { SpanHooks } from "../processor/span-processor.ts";
import type { SignalPipeline } from "../queue/signal-pipeline.ts";
import type { ResourceView } from "../resource/resource-view.ts";
import type { ScopeRule } from "../resource/scope-rule.ts";
import type { HeadSampler } from "../sampler/head.ts";
import type { Sampler } from "../sampler/sampler.ts";
import type { SpanLimits } from "../span/span.ts";
import type { TailBuffer } from "../tail-buffer/tail-buffer.ts";
import type { IdGenerator } from "./id-generator.ts";
import type { OpenSpans } from "./open-spans.ts";

/** What all tracers of a pipeline share. */
export interface TracePlan {
  readonly pipeline: SignalPipeline;
  readonly limits: SpanLimits;
  readonly scopes: readonly ScopeRule[];
  /** Asked first, about traces that begin here or come in; undefined where no rule is. */
  readonly head: HeadSampler | undefined;
  /** Undefined for the default, parent based and always on, which is decided without a question. */
  readonly sampler: Sampler | undefined;
  /** Undefined for random ids. */
  readonly ids: IdGenerator | undefined;
  /** What configuration does to spans; undefined where it does nothing. */
  readonly enrichment: Enrichment | undefined;
  /** Looks at spans last of all; undefined where nothing is checked. */
  readonly check: SignalCheck | undefined;
  /** Undefined where no processor looks. */
  readonly hooks: SpanHooks | undefined;
  /** Undefined where every sampled span leaves when it has ended. */
  readonly tailBuffer: TailBuffer | undefined;
  readonly resource: ResourceView;
  readonly open: OpenSpans;
  /** Sees the names of spans that leave. */
  readonly guard: CardinalityGuard | undefined;
  readonly counts: EngineCounts;
  /** Set when the provider was shut down: spans then only carry context. */
  closed: boolean;
}
