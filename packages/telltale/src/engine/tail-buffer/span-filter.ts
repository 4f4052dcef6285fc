// Ended spans that are not to leave although their trace does: taken out so that nobody is left without a parent. What was below them
// goes to the nearest ancestor that stays, or to the parent in another process. Links are left as they are.
//
// A span stays, whatever the filter says, when somebody outside names it or may yet do so: its context was handed on (to another process,
// to other code), or it has children that are not here (open, or gone already). The one root of a trace stays while anything below it does.
import { report } from "../diagnostics/diagnose.ts";
import type { RecordedSpan } from "../recording/recorded-span.ts";
import type { Identity } from "../span/span-context.ts";

/** What is to become of a span: `drop` takes it out alone, `dropSubtree` with everything below it. */
type FilterResult = "keep" | "drop" | "dropSubtree";

/** Says what is to become of an ended span. One that throws keeps it, and is counted. */
export type SpanFilter = (span: RecordedSpan) => FilterResult;

/** Those of `spans`, the ended spans of one trace, that leave; others find their parents changed where one was taken out. */
export function applyFilter(filter: SpanFilter, spans: readonly RecordedSpan[]): readonly RecordedSpan[] {
  const out = chosen(filter, spans);
  if (out.size === 0) return spans;
  keepNamed(out, spans);
  for (const span of spans) {
    if (!out.has(span.identity)) span.parent = survivorAbove(out, span.parent);
  }
  // for those that start below it later
  for (const span of out.values()) span.standIn = nearest(out, span.parent) ?? null;
  return spans.filter((span) => !out.has(span.identity));
}

/** Whether `span`, which ended after its trace was decided, is taken out. */
export function isFiltered(filter: SpanFilter, span: RecordedSpan): boolean {
  if (span.carried || span.children > 0 || ask(filter, span) === "keep") return false;
  span.standIn = span.parent ?? null;
  return true;
}

/** Spans that are to be taken out, by their identities. */
type Out = Map<Identity, RecordedSpan>;

function chosen(filter: SpanFilter, spans: readonly RecordedSpan[]): Out {
  const out: Out = new Map();
  const tops = new Set<Identity>();
  for (const span of spans) {
    const fate = ask(filter, span);
    if (fate === "keep") continue;
    out.set(span.identity, span);
    if (fate === "dropSubtree") tops.add(span.identity);
  }
  if (tops.size > 0) addBelow(out, tops, spans);
  return out;
}

function ask(filter: SpanFilter, span: RecordedSpan): FilterResult {
  try {
    return filter(span);
  } catch (error) {
    report("span_filter_failed", error);
    return "keep";
  }
}

/** Adds what is below `tops`. */
function addBelow(out: Out, tops: ReadonlySet<Identity>, spans: readonly RecordedSpan[]): void {
  const known = new Map(spans.map((span) => [span.identity, span]));
  const below = new Map<Identity, boolean>();
  for (const span of spans) {
    const way: RecordedSpan[] = [];
    let at: RecordedSpan | undefined = span;
    while (at !== undefined && !below.has(at.identity) && !tops.has(at.identity)) {
      way.push(at);
      at = at.parent === undefined ? undefined : known.get(at.parent);
    }
    const answer = at !== undefined && (below.get(at.identity) ?? true);
    for (const one of way) {
      below.set(one.identity, answer);
      if (answer) out.set(one.identity, one);
    }
  }
}

/** Takes back those that somebody outside names or may yet name. */
function keepNamed(out: Out, spans: readonly RecordedSpan[]): void {
  const here = new Map<Identity, number>();
  for (const { parent } of spans) {
    if (parent !== undefined && out.has(parent)) here.set(parent, (here.get(parent) ?? 0) + 1);
  }
  for (const span of out.values()) {
    if (span.carried || span.children > (here.get(span.identity) ?? 0)) out.delete(span.identity);
  }
}

/** The nearest above that stays; a root that would be the last stays, so that the trace keeps the one it has. */
function survivorAbove(out: Out, parent: Identity | undefined): Identity | undefined {
  let top: RecordedSpan | undefined;
  for (let at = parent; at !== undefined && out.has(at); at = top.parent) top = out.get(at) as RecordedSpan;
  if (top !== undefined && top.parent === undefined) out.delete(top.identity);
  return nearest(out, parent);
}

/** The nearest above that is not taken out; the way there is shortened for the next one. */
function nearest(out: Out, parent: Identity | undefined): Identity | undefined {
  const way: RecordedSpan[] = [];
  let at = parent;
  while (at !== undefined) {
    const span = out.get(at);
    if (span === undefined) break;
    way.push(span);
    at = span.parent;
  }
  for (const span of way) span.parent = at;
  return at;
}
