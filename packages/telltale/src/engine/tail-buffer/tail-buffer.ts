// The tail buffer: its settings, its interface and its statistics.
import type { Span as OtelSpan } from "@opentelemetry/api";
import type { RuleStats } from "../sampler/head.ts";
import type { RecordedSpan } from "../recording/recorded-span.ts";
import type { Identity } from "../span/span-context.ts";
import type { SpanFilter } from "./span-filter.ts";
import type { BufferedTrace } from "./buffered-trace.ts";
import type { MakeTailSampler } from "./tail-sampler.ts";

/** How many traces the buffer holds, and for how long. */
export interface TailBufferLimits {
  /** How long a trace waits from its first span here; `Infinity` for no timer. */
  readonly waitMs: number;
  /** Traces that are not decided. */
  readonly maxTraces: number;
  /** Ended spans of one trace. */
  readonly maxSpansPerTrace: number;
  /** Estimated memory of all traces. */
  readonly maxBytes: number;
  /** Decisions that are remembered for spans that come later from other processes. */
  readonly maxDecisions: number;
}

/** The settings of a tail buffer. */
export interface TailBufferSettings {
  readonly limits: TailBufferLimits;
  /** Creates the sampler that decides. {@link keepAll} for a buffer that only applies its filter. */
  readonly makeSampler: MakeTailSampler;
  /** Removes single spans from kept traces. */
  readonly filter: SpanFilter | undefined;
}

/** What a tail buffer has done so far, in traces unless noted otherwise. */
export interface SamplingStats {
  readonly kept: number;
  readonly dropped: number;
  /** By the name of the rule that decided. */
  readonly byRule: Readonly<Record<string, RuleStats>>;
  /** Decided early because a limit was reached, and by which limit. They are among the kept and the dropped. */
  readonly evicted: number;
  readonly evictedBy: Readonly<Record<"traces" | "spans" | "bytes", number>>;
  /** Decided because their waiting time was over. */
  readonly waited: number;
  /** Not decided, and their estimated memory. */
  readonly open: number;
  readonly heldBytes: number;
  /** Spans that ended or started after the decision about their trace, and followed it. */
  readonly late: Readonly<Record<"kept" | "dropped", number>>;
  /** Spans of kept traces that a filter removed. */
  readonly filtered: number;
}

/** Buffers the sampled spans of one pipeline. */
export interface TailBuffer {
  /** The trace for a new span of `identity` below `parent`. When it was dropped, the span must not be created. `moment` is now. */
  join(identity: Identity, parent: OtelSpan | undefined, moment: number | undefined): BufferedTrace;
  /** `span` has started in `trace`. */
  begin(span: RecordedSpan, trace: BufferedTrace, parent: OtelSpan | undefined): void;
  /** `span` has ended. It is buffered, exported or dropped, depending on its trace. */
  end(span: RecordedSpan, trace: BufferedTrace): void;
  /** `span` was created before its work begins: its trace does not wait for it. */
  suspend(span: RecordedSpan): void;
  /** The work of a suspended span begins. */
  resume(span: RecordedSpan): void;

  /** A log record of `severity` was written inside `span`. Undefined when no rule asks for it. */
  readonly noteSeverity: ((span: OtelSpan, severity: number) => void) | undefined;
  /** Decides postponed traces: see {@link TailSampler.decidePending}. */
  decidePending(): void;
  /** How many traces are postponed. */
  waiting(): number;
  /** Decides every trace with the spans that it has. */
  decideAll(): void;
  /** Decides traces with open spans as at a crash, and all others: the process ends. */
  keepOpen(): void;
  stats(): SamplingStats;
  /** Ends the timer. */
  stop(): void;
}
