// Removes single ended spans from a kept trace without leaving a span without a parent: children of a removed span become children of the
// nearest ancestor that stays, or of the parent in another process. Links are not changed.
//
// A span always stays when its context was passed on (to another process or other code), or when it has children that are not among the
// spans (open, or exported already). The only root of a trace stays while any span below it does.
import { report } from "../diagnostics/diagnose.ts";
import type { RecordedSpan } from "../recording/recorded-span.ts";
import type { Identity } from "../span/span-context.ts";

/** The answer of a filter: `drop` removes the span alone, `dropSubtree` with everything below it. */
type FilterResult = "keep" | "drop" | "dropSubtree";

/** Decides about an ended span. If it throws, the span is kept and the error counted. */
export type SpanFilter = (span: RecordedSpan) => FilterResult;

/** Those of `spans`, the ended spans of one trace, that are exported; their parents are changed where one was removed. */
export function applyFilter(filter: SpanFilter, spans: readonly RecordedSpan[]): readonly RecordedSpan[] {
  const out = chosen(filter, spans);
  if (out.size === 0) return spans;
  keepNamed(out, spans);
  for (const span of spans) {
    if (!out.has(span.identity)) span.parent = survivorAbove(out, span.parent);
  }
  // for spans that start below it later
  for (const span of out.values()) span.standIn = nearest(out, span.parent) ?? null;
  return spans.filter((span) => !out.has(span.identity));
}

/** Whether `span`, which ended after its trace was decided, is removed. */
export function isFiltered(filter: SpanFilter, span: RecordedSpan): boolean {
  if (span.carried || span.children > 0 || ask(filter, span) === "keep") return false;
  span.standIn = span.parent ?? null;
  return true;
}

/** Spans to remove, by their identities. */
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

/** Keeps those whose context was passed on, or that have children elsewhere. */
function keepNamed(out: Out, spans: readonly RecordedSpan[]): void {
  const here = new Map<Identity, number>();
  for (const { parent } of spans) {
    if (parent !== undefined && out.has(parent)) here.set(parent, (here.get(parent) ?? 0) + 1);
  }
  for (const span of out.values()) {
    if (span.carried || span.children > (here.get(span.identity) ?? 0)) out.delete(span.identity);
  }
}

/** The nearest ancestor that stays; a root stays if it would be the last, so that the trace keeps its root. */
function survivorAbove(out: Out, parent: Identity | undefined): Identity | undefined {
  let top: RecordedSpan | undefined;
  for (let at = parent; at !== undefined && out.has(at); at = top.parent) top = out.get(at) as RecordedSpan;
  if (top !== undefined && top.parent === undefined) out.delete(top.identity);
  return nearest(out, parent);
}

/** The nearest ancestor that is not removed; the path is compressed for later calls. */
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
