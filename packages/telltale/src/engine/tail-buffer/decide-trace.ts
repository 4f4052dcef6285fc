// Decisions of a tail buffer: when the sampler is asked about a trace, and what its decision does.
import { harmless, safely } from "../diagnostics/guard.ts";
import { after, now } from "../runtime/clock.ts";
import { type BufferState, forgetTrace, isEmpty, undecided } from "./buffer-state.ts";
import type { BufferedTrace } from "./buffered-trace.ts";
import { kept, type TraceDecision } from "./decision.ts";
import { rememberDecision } from "./decision-cache.ts";
import { releaseSpans, unlink } from "./release-spans.ts";
import type { EarlyCause } from "./tail-sampler.ts";
import type { TraceList } from "./trace-table.ts";

/** Asks the sampler about `trace`, and applies its decision unless that is postponed. */
export function decideTrace(buffer: BufferState, trace: BufferedTrace): void {
  if (trace.decision !== undefined || trace.pending || trace === buffer.deciding) return;
  if (isEmpty(trace)) {
    forgetTrace(buffer, trace);
    return;
  }
  const outer = buffer.deciding;
  buffer.deciding = trace;
  let decision: TraceDecision | undefined;
  try {
    decision = buffer.sampler.decide(trace);
  } finally {
    buffer.deciding = outer;
  }
  if (decision !== undefined) {
    applyDecision(buffer, trace, decision);
    return;
  }
  buffer.open.remove(trace);
  trace.pending = true;
  buffer.postponed.add(trace);
}

/** Removes `trace` from the buffer, and exports or drops its spans. */
export function applyDecision(buffer: BufferState, trace: BufferedTrace, decision: TraceDecision): void {
  (trace.pending ? buffer.postponed : buffer.open).remove(trace);
  trace.pending = false;
  buffer.table.remove(trace);
  if (isKnownOutside(trace)) rememberDecision(buffer.decisions, trace, decision);
  const { first, ended, root } = trace;
  buffer.bytes -= trace.bytes;
  trace.bytes = 0;
  trace.root = undefined;
  trace.first = undefined;
  trace.last = undefined;
  trace.decision = decision;
  if (decision.kept) {
    buffer.counts.kept++;
    if (first !== undefined) releaseSpans(buffer, first, ended, decision);
  } else {
    buffer.counts.dropped++;
    unlink(first);
    // an open span that will not be exported need not be ended at shutdown
    if (root?.ended === false) buffer.discard(root);
  }
}

/** Decides `trace` before its last span has ended, because of `cause`. */
export function decideEarly(
  buffer: BufferState,
  trace: BufferedTrace,
  cause: Exclude<EarlyCause, "crash">,
): void {
  if (isEmpty(trace)) {
    forgetTrace(buffer, trace);
    return;
  }
  buffer.counts.evicted[cause]++;
  applyDecision(buffer, trace, buffer.sampler.decideEarly(trace, cause));
}

/** Decides the oldest traces until the limits hold again. */
export function makeRoom(buffer: BufferState): void {
  const { maxTraces, maxBytes } = buffer.limits;
  while (undecided(buffer) > maxTraces) decideEarly(buffer, oldestOf(buffer), "traces");
  while (buffer.bytes > maxBytes && undecided(buffer) > 0) decideEarly(buffer, oldestOf(buffer), "bytes");
}

/** Decides every trace with the spans that it has. */
export function decideAll(buffer: BufferState): void {
  forEach(buffer.open, (trace) => decideTrace(buffer, trace));
  buffer.sampler.decidePending();
}

/** Decides traces with open spans as the sampler does at a crash, then all others. */
export function decideAtCrash(buffer: BufferState): void {
  const decide = (trace: BufferedTrace): void => {
    if (trace.open > 0) applyDecision(buffer, trace, buffer.sampler.decideEarly(trace, "crash"));
  };
  forEach(buffer.open, decide);
  forEach(buffer.postponed, decide);
  decideAll(buffer);
}

/** Starts the timer for the oldest trace, if there is none. */
export function startTimer(buffer: BufferState): void {
  const { waitMs } = buffer.limits;
  if (waitMs === Infinity || buffer.cancelTimer !== undefined) return;
  const first = buffer.open.oldest();
  if (first === undefined) return;
  buffer.cancelTimer = after(
    Math.max(1, first.since + waitMs - now()),
    harmless(() => decideDue(buffer)),
  );
}

function decideDue(buffer: BufferState): void {
  const { open, counts } = buffer;
  buffer.cancelTimer = undefined;
  const due = now() - buffer.limits.waitMs;
  let before: BufferedTrace | undefined;
  for (let trace = open.oldest(); trace !== undefined && trace.since <= due; trace = open.oldest()) {
    // nothing removes it: the timer tries again
    if (trace === before) break;
    const oldest = (before = trace);
    safely(() => {
      if (!isEmpty(oldest)) counts.waited++;
      decideTrace(buffer, oldest);
    });
    // one that cannot be decided is kept, not the oldest for ever
    if (open.oldest() === oldest) safely(() => applyDecision(buffer, oldest, kept));
  }
  startTimer(buffer);
}

function oldestOf({ open, postponed }: BufferState): BufferedTrace {
  return (open.oldest() ?? postponed.oldest()) as BufferedTrace;
}

/** Calls `visit` with each trace, which may remove it from the list. */
function forEach(list: TraceList, visit: (trace: BufferedTrace) => void): void {
  let next: BufferedTrace | undefined;
  for (let trace = list.oldest(); trace !== undefined; trace = next) {
    next = trace.newer;
    visit(trace);
  }
}

/** Whether another process may still add to this trace: it came from there, or the context of one of its spans was passed on. */
function isKnownOutside({ root, first, open }: BufferedTrace): boolean {
  if (open > 0 || root?.parent !== undefined) return true;
  for (let span = first; span !== undefined; span = span.later) {
    if (span.carried || span.parent?.remote === true) return true;
  }
  return false;
}
