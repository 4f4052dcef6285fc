// Holds the spans of a trace, not encoded, until the trace is decided: when its last open span has ended, when its time is over, when a
// bound is hit, or when everything stops. Kept: every span is encoded and processors see it. Dropped: nothing of it leaves.
//
// Local children find their trace on their parent; what comes from another process finds it by its id, so all that one process does in
// a trace is one decision. Bounded in traces, spans, bytes and time; where a bound is hit the oldest is decided at once.
import type { Span as OtelSpan } from "@opentelemetry/api";
import { after, now } from "../clock.ts";
import { RecordedSpan } from "../recorded-span.ts";
import type { ResourceView } from "../resource-view.ts";
import { type Identity, identityOf, noIdentity } from "../span-context.ts";
import { applyFilter, isFiltered, type SpanFilter } from "./filter.ts";
import { createDecisionMemory } from "./decision-memory.ts";
import { HeldTrace, isOf } from "./held-trace.ts";
import type { HoldSettings, SpanHold } from "./span-hold.ts";
import { sizeOf, traceBytes } from "./span-size.ts";
import { createTraceList, createTraceTable } from "./trace-table.ts";
import { type Cause, dropped, type Verdict } from "./verdict.ts";

/** What spans belong to that a rule's own function starts: they would be traces to be asked about, and so on without end. */
const unwanted = new HeldTrace(noIdentity, 0);
unwanted.verdict = dropped;

/**
 * An empty hold. `admit` says whether there is room for so many spans to leave, and counts them where there is none; `letGo` takes out of
 * the open spans what is not to leave.
 */
export function createSpanHold(
  settings: HoldSettings,
  admit: (spans: number) => boolean,
  letGo: (span: RecordedSpan) => void,
  resource: ResourceView,
): SpanHold {
  const { limits, filter } = settings;
  const table = createTraceTable();
  const open = createTraceList();
  const putOff = createTraceList();
  const decisions = createDecisionMemory(limits.maxDecisions);
  const verdicts = { kept: 0, dropped: 0 };
  const evicted = { traces: 0, spans: 0, bytes: 0 };
  const late = { kept: 0, dropped: 0 };
  const judge = settings.makeJudge(conclude, resource);
  let bytes = 0;
  let waited = 0;
  /** The one that is being decided: who is asked may be at work in it. */
  let judging: HeldTrace | undefined;
  let filtered = 0;
  let callOff: (() => void) | undefined;

  function decide(trace: HeldTrace): void {
    if (trace.verdict !== undefined || trace.pending || trace === judging) return;
    if (isEmpty(trace)) {
      forget(trace);
      return;
    }
    const outer = judging;
    judging = trace;
    const verdict = judge.judge(trace);
    judging = outer;
    if (verdict !== undefined) {
      conclude(trace, verdict);
      return;
    }
    open.remove(trace);
    trace.pending = true;
    putOff.add(trace);
  }

  function conclude(trace: HeldTrace, verdict: Verdict): void {
    (trace.pending ? putOff : open).remove(trace);
    trace.pending = false;
    table.remove(trace);
    if (isKnownOutside(trace)) decisions.remember(trace, verdict);
    const { first, ended, root } = trace;
    bytes -= trace.bytes;
    trace.bytes = 0;
    trace.root = undefined;
    trace.first = undefined;
    trace.last = undefined;
    trace.verdict = verdict;
    if (verdict.kept) {
      verdicts.kept++;
      if (first !== undefined) release(first, ended, verdict);
    } else {
      verdicts.dropped++;
      unlink(first);
      // nobody has to end what is not going to leave
      if (root?.ended === false) letGo(root);
    }
  }

  function enter(trace: HeldTrace): void {
    table.add(trace);
    open.add(trace);
    trace.bytes = traceBytes;
    bytes += traceBytes;
    makeRoom();
    watch();
  }

  /** Counts what `span` takes: the root when it starts, for it is held from then on, and again when it has ended. */
  function weigh(span: RecordedSpan, trace: HeldTrace): void {
    const size = sizeOf(span);
    const more = span === trace.root ? size - trace.rootBytes : size;
    if (span === trace.root) trace.rootBytes = size;
    trace.bytes += more;
    bytes += more;
    if (bytes > limits.maxBytes) makeRoom();
  }

  /** `trace`, or what stands in its place when it was forgotten while all its spans rested. */
  function awake(trace: HeldTrace): HeldTrace {
    if (trace.verdict !== undefined || trace.bytes > 0) return trace;
    const other = table.find(trace);
    if (other !== undefined) return other;
    // its work begins only now, and so does the wait for its end
    trace.since = now();
    enter(trace);
    return trace;
  }

  function forget(trace: HeldTrace): void {
    open.remove(trace);
    table.remove(trace);
    bytes -= trace.bytes;
    trace.bytes = 0;
    trace.rootBytes = 0;
  }

  /** Lets `count` spans leave, the list that begins with `first`. */
  function release(first: RecordedSpan, count: number, verdict: Verdict): void {
    if (filter !== undefined) {
      releaseFiltered(filter, first, verdict);
      return;
    }
    const room = admit(count);
    let next: RecordedSpan | undefined;
    for (let span: RecordedSpan | undefined = first; span !== undefined; span = next) {
      next = span.later;
      span.later = undefined;
      verdict.mark?.(span);
      span.release(room);
    }
  }

  function releaseFiltered(asked: SpanFilter, first: RecordedSpan, { mark }: Verdict): void {
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

  function cutShort(trace: HeldTrace, cause: Exclude<Cause, "crash">): void {
    if (isEmpty(trace)) {
      forget(trace);
      return;
    }
    evicted[cause]++;
    conclude(trace, judge.cutShort(trace, cause));
  }

  function makeRoom(): void {
    while (open.size() + putOff.size() > limits.maxTraces) cutShort(oldestOf(), "traces");
    while (bytes > limits.maxBytes && open.size() + putOff.size() > 0) cutShort(oldestOf(), "bytes");
  }

  function oldestOf(): HeldTrace {
    return (open.oldest() ?? putOff.oldest()) as HeldTrace;
  }

  function follow(span: RecordedSpan, verdict: Verdict): void {
    late[verdict.kept ? "kept" : "dropped"]++;
    if (!verdict.kept) return;
    if (filter !== undefined && isFiltered(filter, span)) {
      filtered++;
      return;
    }
    verdict.mark?.(span);
    span.release(admit(1));
  }

  /** The trace of the id, open or decided. */
  function find(id: Identity): HeldTrace | undefined {
    const trace = table.find(id);
    if (trace !== undefined) return trace;
    const verdict = decisions.recall(id);
    if (verdict === undefined) return undefined;
    const past = new HeldTrace(id, 0);
    past.verdict = verdict;
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
    const trace = span instanceof RecordedSpan ? span.held : identity && table.find(identity);
    if (trace !== undefined && severity > trace.severity) trace.severity = severity;
  }

  function decideAll(): void {
    let next: HeldTrace | undefined;
    for (let at = open.oldest(); at !== undefined; at = next) {
      next = at.newer;
      decide(at);
    }
    judge.settleAll();
  }

  return {
    join(identity, parent, moment) {
      if (judging !== undefined) return unwanted;
      const known = parent instanceof RecordedSpan ? parent.held : undefined;
      // an id that was made just now is nobody's yet
      const isNew = parent === undefined;
      const found = known !== undefined && isOf(known, identity) ? known : isNew ? undefined : find(identity);
      if (found === undefined) {
        const trace = new HeldTrace(identity, moment ?? now());
        enter(trace);
        return trace;
      }
      if (found.verdict?.kept === false) late.dropped++;
      return found;
    },
    begin(span, trace, parent) {
      span.held = trace;
      trace.started++;
      trace.open++;
      if (trace.root === undefined && trace.verdict === undefined) {
        trace.root = span;
        weigh(span, trace);
      }
      if (filter !== undefined && parent instanceof RecordedSpan) parent.children++;
    },
    end(span, trace) {
      trace.open--;
      if (trace.verdict !== undefined) {
        follow(span, trace.verdict);
        return;
      }
      if (trace.last === undefined) trace.first = span;
      else trace.last.later = span;
      trace.last = span;
      trace.ended++;
      if (trace.open === 0 && !trace.pending && trace !== judging) {
        decide(trace);
        if (!trace.pending) return;
      }
      weigh(span, trace);
      if (trace.verdict === undefined && trace.ended >= limits.maxSpansPerTrace) cutShort(trace, "spans");
    },
    rest({ held: trace }) {
      if (trace === undefined) return;
      trace.started--;
      if (--trace.open === 0 && trace.ended > 0) decide(trace);
    },
    wake(span) {
      if (span.held === undefined) return;
      const trace = awake(span.held);
      span.held = trace;
      trace.root ??= trace.verdict === undefined ? span : undefined;
      trace.started++;
      trace.open++;
    },
    hear: judge.asksSeverity ? hear : undefined,
    settle: () => judge.settleAll(),
    waiting: () => judge.waiting(),
    decideAll,
    keepOpen() {
      let next: HeldTrace | undefined;
      for (let at = open.oldest(); at !== undefined; at = next) {
        next = at.newer;
        if (at.open > 0) conclude(at, judge.cutShort(at, "crash"));
      }
      for (let at = putOff.oldest(); at !== undefined; at = next) {
        next = at.newer;
        if (at.open > 0) conclude(at, judge.cutShort(at, "crash"));
      }
      decideAll();
    },
    stats: () => ({
      ...verdicts,
      byRule: judge.byRule(),
      evicted: evicted.traces + evicted.spans + evicted.bytes,
      evictedBy: { ...evicted },
      waited,
      open: open.size() + putOff.size(),
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
function isEmpty({ open, ended }: HeldTrace): boolean {
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
function isKnownOutside({ root, first, open }: HeldTrace): boolean {
  if (open > 0 || root?.parent !== undefined) return true;
  for (let span = first; span !== undefined; span = span.later) {
    if (span.carried || span.parent?.remote === true) return true;
  }
  return false;
}
