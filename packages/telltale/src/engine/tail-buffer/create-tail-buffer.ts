// Buffers the spans of a trace, not encoded, until the trace is decided: when its last open span has ended, when its time is over, when
// a limit is reached, or at shutdown. Kept: every span is encoded and processors see it. Dropped: nothing of it leaves.
//
// Local children find their trace on their parent; what comes from another process finds it by its id, so all that one process does in
// a trace is one decision. Bounded in traces, spans, bytes and time; where a bound is hit the oldest is decided at once.
import type { Span as OtelSpan } from "@opentelemetry/api";
import { after, now } from "../runtime/clock.ts";
import { RecordedSpan } from "../recording/recorded-span.ts";
import type { ResourceView } from "../resource/resource-view.ts";
import { type Identity, identityOf, noIdentity } from "../span/span-context.ts";
import { applyFilter, isFiltered, type SpanFilter } from "./span-filter.ts";
import { createDecisionCache } from "./decision-cache.ts";
import { BufferedTrace, isOf, traceOf } from "./buffered-trace.ts";
import type { TailBufferSettings, TailBuffer } from "./tail-buffer.ts";
import { sizeOf, traceBytes } from "./span-size.ts";
import { createTraceList, createTraceTable } from "./trace-table.ts";
import { dropped, type TraceDecision } from "./decision.ts";
import type { EarlyCause } from "./tail-sampler.ts";

/** What spans belong to that a rule's own function starts: they would be traces to be asked about, and so on without end. */
const unwanted = new BufferedTrace(noIdentity, 0);
unwanted.decision = dropped;

/**
 * Creates an empty tail buffer. `admit` returns whether the queue has room for that many spans, and counts them as lost otherwise; `letGo`
 * removes spans that will not be exported from the open spans.
 */
export function createTailBuffer(
  settings: TailBufferSettings,
  admit: (spans: number) => boolean,
  letGo: (span: RecordedSpan) => void,
  resource: ResourceView,
): TailBuffer {
  const { limits, filter } = settings;
  const table = createTraceTable();
  const open = createTraceList();
  const postponed = createTraceList();
  const decisions = createDecisionCache(limits.maxDecisions);
  const verdicts = { kept: 0, dropped: 0 };
  const evicted = { traces: 0, spans: 0, bytes: 0 };
  const late = { kept: 0, dropped: 0 };
  const sampler = settings.makeSampler(applyDecision, resource);
  let bytes = 0;
  let waited = 0;
  /** The one that is being decided: who is asked may be at work in it. */
  let deciding: BufferedTrace | undefined;
  let filtered = 0;
  let callOff: (() => void) | undefined;

  function decide(trace: BufferedTrace): void {
    if (trace.decision !== undefined || trace.pending || trace === deciding) return;
    if (isEmpty(trace)) {
      forget(trace);
      return;
    }
    const outer = deciding;
    deciding = trace;
    const decision = sampler.decide(trace);
    deciding = outer;
    if (decision !== undefined) {
      applyDecision(trace, decision);
      return;
    }
    open.remove(trace);
    trace.pending = true;
    postponed.add(trace);
  }

  function applyDecision(trace: BufferedTrace, decision: TraceDecision): void {
    (trace.pending ? postponed : open).remove(trace);
    trace.pending = false;
    table.remove(trace);
    if (isKnownOutside(trace)) decisions.remember(trace, decision);
    const { first, ended, root } = trace;
    bytes -= trace.bytes;
    trace.bytes = 0;
    trace.root = undefined;
    trace.first = undefined;
    trace.last = undefined;
    trace.decision = decision;
    if (decision.kept) {
      verdicts.kept++;
      if (first !== undefined) release(first, ended, decision);
    } else {
      verdicts.dropped++;
      unlink(first);
      // nobody has to end what is not going to leave
      if (root?.ended === false) letGo(root);
    }
  }

  function enter(trace: BufferedTrace): void {
    table.add(trace);
    open.add(trace);
    trace.bytes = traceBytes;
    bytes += traceBytes;
    makeRoom();
    watch();
  }

  /** Counts what `span` takes: the root when it starts, for it is held from then on, and again when it has ended. */
  function weigh(span: RecordedSpan, trace: BufferedTrace): void {
    const size = sizeOf(span);
    const more = span === trace.root ? size - trace.rootBytes : size;
    if (span === trace.root) trace.rootBytes = size;
    trace.bytes += more;
    bytes += more;
    if (bytes > limits.maxBytes) makeRoom();
  }

  /** `trace`, or what stands in its place when it was forgotten while all its spans rested. */
  function awake(trace: BufferedTrace): BufferedTrace {
    if (trace.decision !== undefined || trace.bytes > 0) return trace;
    const other = table.find(trace);
    if (other !== undefined) return other;
    // its work begins only now, and so does the wait for its end
    trace.since = now();
    enter(trace);
    return trace;
  }

  function forget(trace: BufferedTrace): void {
    open.remove(trace);
    table.remove(trace);
    bytes -= trace.bytes;
    trace.bytes = 0;
    trace.rootBytes = 0;
  }

  /** Lets `count` spans leave, the list that begins with `first`. */
  function release(first: RecordedSpan, count: number, decision: TraceDecision): void {
    if (filter !== undefined) {
      releaseFiltered(filter, first, decision);
      return;
    }
    const room = admit(count);
    let next: RecordedSpan | undefined;
    for (let span: RecordedSpan | undefined = first; span !== undefined; span = next) {
      next = span.later;
      span.later = undefined;
      decision.mark?.(span);
      span.release(room);
    }
  }

  function releaseFiltered(asked: SpanFilter, first: RecordedSpan, { mark }: TraceDecision): void {
    const spans: RecordedSpan[] = [];
    for (let span: RecordedSpan | undefined = first; span !== undefined; span = span.later) spans.push(span);
    unlink(first);
    const leaving = applyFilter(asked, spans);
    filtered += spans.length - leaving.length;
    if (leaving.length === 0) return;
    const room = admit(leaving.length);
    for (const span of leaving) {
      mark?.(span);
      span.release(room);
    }
  }

  function decideEarly(trace: BufferedTrace, cause: Exclude<EarlyCause, "crash">): void {
    if (isEmpty(trace)) {
      forget(trace);
      return;
    }
    evicted[cause]++;
    applyDecision(trace, sampler.decideEarly(trace, cause));
  }

  function makeRoom(): void {
    while (open.size() + postponed.size() > limits.maxTraces) decideEarly(oldestOf(), "traces");
    while (bytes > limits.maxBytes && open.size() + postponed.size() > 0) decideEarly(oldestOf(), "bytes");
  }

  function oldestOf(): BufferedTrace {
    return (open.oldest() ?? postponed.oldest()) as BufferedTrace;
  }

  function follow(span: RecordedSpan, decision: TraceDecision): void {
    late[decision.kept ? "kept" : "dropped"]++;
    if (!decision.kept) return;
    if (filter !== undefined && isFiltered(filter, span)) {
      filtered++;
      return;
    }
    decision.mark?.(span);
    span.release(admit(1));
  }

  /** The trace of the id, open or decided. */
  function find(id: Identity): BufferedTrace | undefined {
    const trace = table.find(id);
    if (trace !== undefined) return trace;
    const decision = decisions.recall(id);
    if (decision === undefined) return undefined;
    const past = new BufferedTrace(id, 0);
    past.decision = decision;
    return past;
  }

  function watch(): void {
    if (limits.waitMs === Infinity || callOff !== undefined) return;
    const first = open.oldest();
    if (first !== undefined) callOff = after(Math.max(1, first.since + limits.waitMs - now()), sweep);
  }

  function sweep(): void {
    callOff = undefined;
    const due = now() - limits.waitMs;
    for (let at = open.oldest(); at !== undefined && at.since <= due; at = open.oldest()) {
      if (!isEmpty(at)) waited++;
      decide(at);
    }
    watch();
  }

  function hear(span: OtelSpan, severity: number): void {
    const identity = span instanceof RecordedSpan ? undefined : identityOf(span);
    const trace = span instanceof RecordedSpan ? traceOf(span) : identity && table.find(identity);
    if (trace !== undefined && severity > trace.severity) trace.severity = severity;
  }

  function decideAll(): void {
    let next: BufferedTrace | undefined;
    for (let at = open.oldest(); at !== undefined; at = next) {
      next = at.newer;
      decide(at);
    }
    sampler.decidePending();
  }

  return {
    join(identity, parent, moment) {
      if (deciding !== undefined) return unwanted;
      const known = parent instanceof RecordedSpan ? traceOf(parent) : undefined;
      // an id that was made just now is nobody's yet
      const isNew = parent === undefined;
      const found = known !== undefined && isOf(known, identity) ? known : isNew ? undefined : find(identity);
      if (found === undefined) {
        const trace = new BufferedTrace(identity, moment ?? now());
        enter(trace);
        return trace;
      }
      if (found.decision?.kept === false) late.dropped++;
      return found;
    },
    begin(span, trace, parent) {
      span.buffered = trace;
      trace.started++;
      trace.open++;
      if (trace.root === undefined && trace.decision === undefined) {
        trace.root = span;
        weigh(span, trace);
      }
      if (filter !== undefined && parent instanceof RecordedSpan) parent.children++;
    },
    end(span, trace) {
      trace.open--;
      if (trace.decision !== undefined) {
        follow(span, trace.decision);
        return;
      }
      if (trace.last === undefined) trace.first = span;
      else trace.last.later = span;
      trace.last = span;
      trace.ended++;
      if (trace.open === 0 && !trace.pending && trace !== deciding) {
        decide(trace);
        if (!trace.pending) return;
      }
      weigh(span, trace);
      if (trace.decision === undefined && trace.ended >= limits.maxSpansPerTrace) decideEarly(trace, "spans");
    },
    rest(span) {
      const trace = traceOf(span);
      if (trace === undefined) return;
      trace.started--;
      if (--trace.open === 0 && trace.ended > 0) decide(trace);
    },
    wake(span) {
      const known = traceOf(span);
      if (known === undefined) return;
      const trace = awake(known);
      span.buffered = trace;
      trace.root ??= trace.decision === undefined ? span : undefined;
      trace.started++;
      trace.open++;
    },
    hear: sampler.asksSeverity ? hear : undefined,
    decidePending: () => sampler.decidePending(),
    waiting: () => sampler.waiting(),
    decideAll,
    keepOpen() {
      let next: BufferedTrace | undefined;
      for (let at = open.oldest(); at !== undefined; at = next) {
        next = at.newer;
        if (at.open > 0) applyDecision(at, sampler.decideEarly(at, "crash"));
      }
      for (let at = postponed.oldest(); at !== undefined; at = next) {
        next = at.newer;
        if (at.open > 0) applyDecision(at, sampler.decideEarly(at, "crash"));
      }
      decideAll();
    },
    stats: () => ({
      ...verdicts,
      byRule: sampler.byRule(),
      evicted: evicted.traces + evicted.spans + evicted.bytes,
      evictedBy: { ...evicted },
      waited,
      open: open.size() + postponed.size(),
      heldBytes: bytes,
      late: { ...late },
      filtered,
    }),
    stop() {
      callOff?.();
      callOff = undefined;
    },
  };
}

/** Whether it was only made for a span that rests: its work may never begin. */
function isEmpty({ open, ended }: BufferedTrace): boolean {
  return open === 0 && ended === 0;
}

/** Takes the list apart, so that nobody who holds on to one span holds on to all that ended after it. */
function unlink(first: RecordedSpan | undefined): void {
  let next: RecordedSpan | undefined;
  for (let span = first; span !== undefined; span = next) {
    next = span.later;
    span.later = undefined;
  }
}

/** Whether somebody in another process may come back with this trace: it came from there, or a span of it was handed on. */
function isKnownOutside({ root, first, open }: BufferedTrace): boolean {
  if (open > 0 || root?.parent !== undefined) return true;
  for (let span = first; span !== undefined; span = span.later) {
    if (span.carried || span.parent?.remote === true) return true;
  }
  return false;
}
