// The state of a tail buffer, and its accounting: which traces it holds, how many bytes they take, and what became of earlier ones.
import type { RecordedSpan } from "../recording/recorded-span.ts";
import type { BufferedTrace } from "./buffered-trace.ts";
import type { DecisionCache } from "./decision-cache.ts";
import type { SpanFilter } from "./span-filter.ts";
import { sizeOf, traceBytes } from "./span-size.ts";
import type { SamplingStats, TailBufferLimits } from "./tail-buffer.ts";
import type { TailSampler } from "./tail-sampler.ts";
import type { TraceList, TraceTable } from "./trace-table.ts";

/** The state of a tail buffer. */
export interface BufferState {
  readonly limits: TailBufferLimits;
  readonly filter: SpanFilter | undefined;
  readonly sampler: TailSampler;
  /** Returns whether the queue has room for that many spans, and counts them as lost otherwise. */
  readonly admit: (spans: number) => boolean;
  /** Removes a span that will not be exported from the open spans. */
  readonly discard: (span: RecordedSpan) => void;
  /** All traces that are not decided, by id. */
  readonly table: TraceTable;
  /** Those that the sampler has not been asked about. */
  readonly open: TraceList;
  /** Those whose decision the sampler has postponed. */
  readonly postponed: TraceList;
  readonly decisions: DecisionCache;
  readonly counts: BufferCounts;
  /** Estimated memory of all traces. */
  bytes: number;
  /** The trace that is being decided: the rules that are asked may start spans in it. */
  deciding: BufferedTrace | undefined;
  cancelTimer: (() => void) | undefined;
}

/** What has happened so far, for {@link SamplingStats}. */
interface BufferCounts {
  kept: number;
  dropped: number;
  waited: number;
  filtered: number;
  readonly evicted: { traces: number; spans: number; bytes: number };
  readonly late: { kept: number; dropped: number };
}

/** Adds `trace`, and counts the memory that it takes without spans. */
export function addTrace(buffer: BufferState, trace: BufferedTrace): void {
  buffer.table.add(trace);
  buffer.open.add(trace);
  trace.bytes = traceBytes;
  buffer.bytes += traceBytes;
}

/** Removes `trace` without a decision: it has no spans. */
export function forgetTrace(buffer: BufferState, trace: BufferedTrace): void {
  buffer.open.remove(trace);
  buffer.table.remove(trace);
  buffer.bytes -= trace.bytes;
  trace.bytes = 0;
  trace.rootBytes = 0;
}

/** Counts the memory of `span`: of the root when it starts, because it is held from then on, and again when it has ended. */
export function countBytes(buffer: BufferState, span: RecordedSpan, trace: BufferedTrace): void {
  const size = sizeOf(span);
  const more = span === trace.root ? size - trace.rootBytes : size;
  if (span === trace.root) trace.rootBytes = size;
  trace.bytes += more;
  buffer.bytes += more;
}

/** How many traces are not decided. */
export function undecided({ open, postponed }: BufferState): number {
  return open.size() + postponed.size();
}

/** Whether `trace` has no spans: it was created for a span that is suspended, whose work may never begin. */
export function isEmpty({ open, ended }: BufferedTrace): boolean {
  return open === 0 && ended === 0;
}

/** The statistics so far. */
export function bufferStats(buffer: BufferState): SamplingStats {
  const { kept, dropped, waited, filtered, evicted, late } = buffer.counts;
  return {
    kept,
    dropped,
    byRule: buffer.sampler.byRule(),
    evicted: evicted.traces + evicted.spans + evicted.bytes,
    evictedBy: { ...evicted },
    waited,
    open: undecided(buffer),
    heldBytes: buffer.bytes,
    late: { ...late },
    filtered,
  };
}
