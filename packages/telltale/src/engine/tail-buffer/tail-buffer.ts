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
  /** From a trace's first span here; `Infinity` for no timer. */
  readonly waitMs: number;
  /** Traces that are not decided. */
  readonly maxTraces: number;
  /** Ended spans of one trace. */
  readonly maxSpansPerTrace: number;
  /** Bytes of everything that is held, as estimated. */
  readonly maxBytes: number;
  /** Decisions that are remembered for spans which come later from other processes. */
  readonly maxDecisions: number;
}

/** The settings of a tail buffer. */
export interface TailBufferSettings {
  readonly limits: TailBufferLimits;
  /** Creates the sampler that decides. {@link keepAll} for a buffer that only applies its filter. */
  readonly makeSampler: MakeTailSampler;
  /** Takes single spans out of traces that are kept. */
  readonly filter: SpanFilter | undefined;
}

/** What a hold has done so far, in traces where nothing else is said. */
export interface SamplingStats {
  readonly kept: number;
  readonly dropped: number;
  /** By the name of the rule that decided. */
  readonly byRule: Readonly<Record<string, RuleStats>>;
  /** Decided before their time because a bound was hit, and which one. They are among the kept and the dropped. */
  readonly evicted: number;
  readonly evictedBy: Readonly<Record<"traces" | "spans" | "bytes", number>>;
  /** Decided because the time to wait was over. */
  readonly waited: number;
  /** Not decided, and how many bytes they are thought to take. */
  readonly open: number;
  readonly heldBytes: number;
  /** Spans that ended, or were to start, after the decision about their trace, and followed it. */
  readonly late: Readonly<Record<"kept" | "dropped", number>>;
  /** Spans of kept traces that a filter took out. */
  readonly filtered: number;
}

/** Holds the sampled spans of one pipeline. */
export interface TailBuffer {
  /** The trace that a span of `identity` below `parent` is to belong to. Where that was dropped, the span must not be made. `moment` is now. */
  join(identity: Identity, parent: OtelSpan | undefined, moment: number | undefined): BufferedTrace;
  /** `span` has started in `trace`. */
  begin(span: RecordedSpan, trace: BufferedTrace, parent: OtelSpan | undefined): void;
  /** `span` has ended. It is held, leaves at once, or is gone, by what became of its trace. */
  end(span: RecordedSpan, trace: BufferedTrace): void;
  /** `span` waits for its work to begin; it has begun. */
  rest(span: RecordedSpan): void;
  wake(span: RecordedSpan): void;
  /** A record of `severity` was written inside `span`. Undefined where nobody asks. */
  readonly hear: ((span: OtelSpan, severity: number) => void) | undefined;
  /** Decides what only waits for its time: see {@link TailSampler.decidePending}. */
  decidePending(): void;
  /** How many wait for that. */
  waiting(): number;
  /** Decides every trace, as things stand. */
  decideAll(): void;
  /** Keeps the traces that have open spans, and decides the rest: the process dies. */
  keepOpen(): void;
  stats(): SamplingStats;
  /** Ends the timer. */
  stop(): void;
}
