// The spans of decided traces: those of kept traces are filtered, marked and encoded; those of dropped traces are released to the garbage collector.
import type { RecordedSpan } from "../recording/recorded-span.ts";
import type { BufferState } from "./buffer-state.ts";
import type { TraceDecision } from "./decision.ts";
import { applyFilter, isFiltered, type SpanFilter } from "./span-filter.ts";

/** Exports the `count` spans of the list that begins with `first`. */
export function releaseSpans(
  buffer: BufferState,
  first: RecordedSpan,
  count: number,
  decision: TraceDecision,
): void {
  if (buffer.filter !== undefined) {
    releaseFiltered(buffer, buffer.filter, first, decision);
    return;
  }
  const hasRoom = buffer.admit(count);
  let next: RecordedSpan | undefined;
  for (let span: RecordedSpan | undefined = first; span !== undefined; span = next) {
    next = span.later;
    span.later = undefined;
    decision.mark?.(span);
    span.release(hasRoom);
  }
}

/** Exports or drops `span`, which ended after the decision about its trace. */
export function releaseLate(buffer: BufferState, span: RecordedSpan, decision: TraceDecision): void {
  const { counts, filter } = buffer;
  counts.late[decision.kept ? "kept" : "dropped"]++;
  if (!decision.kept) return;
  if (filter !== undefined && isFiltered(filter, span)) {
    counts.filtered++;
    return;
  }
  decision.mark?.(span);
  span.release(buffer.admit(1));
}

/** Separates the spans of a list, so that a reference to one does not keep all later ones in memory. */
export function unlink(first: RecordedSpan | undefined): void {
  let next: RecordedSpan | undefined;
  for (let span = first; span !== undefined; span = next) {
    next = span.later;
    span.later = undefined;
  }
}

function releaseFiltered(
  buffer: BufferState,
  filter: SpanFilter,
  first: RecordedSpan,
  { mark }: TraceDecision,
): void {
  const spans: RecordedSpan[] = [];
  for (let span: RecordedSpan | undefined = first; span !== undefined; span = span.later) spans.push(span);
  unlink(first);
  const leaving = applyFilter(filter, spans);
  buffer.counts.filtered += spans.length - leaving.length;
  if (leaving.length === 0) return;
  const hasRoom = buffer.admit(leaving.length);
  for (const span of leaving) {
    mark?.(span);
    span.release(hasRoom);
  }
}
