// Buffers the spans of a trace, not encoded, until the trace is decided: when its last open span has ended, when its time is over, when
// a limit is reached, or at shutdown. Spans of a kept trace are encoded and passed to the processors; those of a dropped one are not.
//
// Local children find their trace through their parent; spans with a parent in another process find it by its id, so there is one
// decision for all that a process does in a trace. Traces, spans, bytes and time are limited; at a limit the oldest trace is decided.
import type { Span as OtelSpan } from "@opentelemetry/api";
import { now } from "../runtime/clock.ts";
import { RecordedSpan } from "../recording/recorded-span.ts";
import type { ResourceView } from "../resource/resource-view.ts";
import { type Identity, identityOf, noIdentity } from "../span/span-context.ts";
import { addTrace, type BufferState, bufferStats, countBytes } from "./buffer-state.ts";
import { BufferedTrace, isOf, traceOf } from "./buffered-trace.ts";
import {
  applyDecision,
  decideAll,
  decideAtCrash,
  decideEarly,
  decideTrace,
  makeRoom,
  startTimer,
} from "./decide-trace.ts";
import { createDecisionCache, recallDecision } from "./decision-cache.ts";
import { dropped } from "./decision.ts";
import { releaseLate } from "./release-spans.ts";
import type { TailBuffer, TailBufferSettings } from "./tail-buffer.ts";
import { createTraceList, createTraceTable } from "./trace-table.ts";

/** The trace of spans that a sampling rule itself starts: to ask about them would never end. */
const unwanted = new BufferedTrace(noIdentity, 0);
unwanted.decision = dropped;

/**
 * Creates an empty tail buffer. `admit` returns whether the queue has room for that many spans, and counts them as lost otherwise;
 * `discard` removes spans that will not be exported from the open spans.
 */
export function createTailBuffer(
  { limits, filter, makeSampler }: TailBufferSettings,
  admit: (spans: number) => boolean,
  discard: (span: RecordedSpan) => void,
  resource: ResourceView,
): TailBuffer {
  const buffer: BufferState = {
    limits,
    filter,
    sampler: makeSampler((trace, decision) => applyDecision(buffer, trace, decision), resource),
    admit,
    discard,
    table: createTraceTable(),
    open: createTraceList(),
    postponed: createTraceList(),
    decisions: createDecisionCache(limits.maxDecisions),
    counts: {
      kept: 0,
      dropped: 0,
      waited: 0,
      filtered: 0,
      evicted: { traces: 0, spans: 0, bytes: 0 },
      late: { kept: 0, dropped: 0 },
    },
    bytes: 0,
    deciding: undefined,
    cancelTimer: undefined,
  };
  return {
    join: (identity, parent, moment) => joinTrace(buffer, identity, parent, moment),
    begin: (span, trace, parent) => beginSpan(buffer, span, trace, parent),
    end: (span, trace) => endSpan(buffer, span, trace),
    suspend: (span) => suspendSpan(buffer, span),
    resume: (span) => resumeSpan(buffer, span),
    noteSeverity: buffer.sampler.asksSeverity
      ? (span, severity): void => noteSeverity(buffer, span, severity)
      : undefined,
    decidePending: () => buffer.sampler.decidePending(),
    waiting: () => buffer.sampler.waiting(),
    decideAll: () => decideAll(buffer),
    keepOpen: () => decideAtCrash(buffer),
    stats: () => bufferStats(buffer),
    stop() {
      buffer.cancelTimer?.();
      buffer.cancelTimer = undefined;
    },
  };
}

function joinTrace(
  buffer: BufferState,
  identity: Identity,
  parent: OtelSpan | undefined,
  moment: number | undefined,
): BufferedTrace {
  if (buffer.deciding !== undefined) return unwanted;
  const known = parent instanceof RecordedSpan ? traceOf(parent) : undefined;
  const found = known !== undefined && isOf(known, identity) ? known : findTrace(buffer, identity, parent);
  if (found !== undefined) {
    if (found.decision?.kept === false) buffer.counts.late.dropped++;
    return found;
  }
  const trace = new BufferedTrace(identity, moment ?? now());
  enterTrace(buffer, trace);
  return trace;
}

/** The trace of the id, open or decided. An id without a parent was created just now: no trace has it. */
function findTrace(
  { table, decisions }: BufferState,
  id: Identity,
  parent: OtelSpan | undefined,
): BufferedTrace | undefined {
  if (parent === undefined) return undefined;
  const trace = table.find(id);
  if (trace !== undefined) return trace;
  const decision = recallDecision(decisions, id);
  if (decision === undefined) return undefined;
  const past = new BufferedTrace(id, 0);
  past.decision = decision;
  return past;
}

function enterTrace(buffer: BufferState, trace: BufferedTrace): void {
  addTrace(buffer, trace);
  makeRoom(buffer);
  startTimer(buffer);
}

function beginSpan(
  buffer: BufferState,
  span: RecordedSpan,
  trace: BufferedTrace,
  parent: OtelSpan | undefined,
): void {
  span.buffered = trace;
  trace.started++;
  trace.open++;
  if (trace.root === undefined && trace.decision === undefined) {
    trace.root = span;
    addBytes(buffer, span, trace);
  }
  if (buffer.filter !== undefined && parent instanceof RecordedSpan) parent.children++;
}

function endSpan(buffer: BufferState, span: RecordedSpan, trace: BufferedTrace): void {
  trace.open--;
  if (trace.decision !== undefined) {
    releaseLate(buffer, span, trace.decision);
    return;
  }
  if (trace.last === undefined) trace.first = span;
  else trace.last.later = span;
  trace.last = span;
  trace.ended++;
  if (trace.open === 0 && !trace.pending && trace !== buffer.deciding) {
    decideTrace(buffer, trace);
    if (!trace.pending) return;
  }
  addBytes(buffer, span, trace);
  if (trace.decision === undefined && trace.ended >= buffer.limits.maxSpansPerTrace)
    decideEarly(buffer, trace, "spans");
}

function addBytes(buffer: BufferState, span: RecordedSpan, trace: BufferedTrace): void {
  countBytes(buffer, span, trace);
  if (buffer.bytes > buffer.limits.maxBytes) makeRoom(buffer);
}

function suspendSpan(buffer: BufferState, span: RecordedSpan): void {
  const trace = traceOf(span);
  if (trace === undefined) return;
  trace.started--;
  if (--trace.open === 0 && trace.ended > 0) decideTrace(buffer, trace);
}

function resumeSpan(buffer: BufferState, span: RecordedSpan): void {
  const known = traceOf(span);
  if (known === undefined) return;
  const trace = currentTrace(buffer, known);
  span.buffered = trace;
  trace.root ??= trace.decision === undefined ? span : undefined;
  trace.started++;
  trace.open++;
}

/** `trace`, or the one that replaced it when it was forgotten while all its spans were suspended. */
function currentTrace(buffer: BufferState, trace: BufferedTrace): BufferedTrace {
  if (trace.decision !== undefined || trace.bytes > 0) return trace;
  const other = buffer.table.find(trace);
  if (other !== undefined) return other;
  // its work begins only now, and so does its time limit
  trace.since = now();
  enterTrace(buffer, trace);
  return trace;
}

function noteSeverity({ table }: BufferState, span: OtelSpan, severity: number): void {
  const identity = span instanceof RecordedSpan ? undefined : identityOf(span);
  const trace = span instanceof RecordedSpan ? traceOf(span) : identity && table.find(identity);
  if (trace !== undefined && severity > trace.severity) trace.severity = severity;
}
