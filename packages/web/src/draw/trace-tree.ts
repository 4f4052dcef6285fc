// Builds a forest from the stored spans. Each span occurs exactly once, whatever the data looks like.
// Nothing is repaired unless asked for: a child that begins before its parent keeps its time (`skewed`), a span whose parent never
// arrived becomes a root that is marked as such, a cycle of parents is cut at its earliest span. Iterative: depth is unbounded.
import type { Span } from "contract";

export interface SpanNode {
  readonly span: Span;
  /** Unique in the trace, and the same when more of its spans have arrived: the span's id, of a repeated id with a number. */
  readonly key: string;
  /** Index in depth-first order. */
  index: number;
  /** From 0. */
  depth: number;
  /** Milliseconds since the start of the trace, as recorded or shifted by what was asked for. */
  readonly start: number;
  readonly end: number;
  /** Ms by which `start` was shifted; events and log records of the span are shifted by as much. */
  readonly shift: number;
  parent: SpanNode | null;
  /** By start, then by id. */
  readonly children: SpanNode[];
  /** Its parent is not in this trace. */
  orphan: boolean;
  /** Its parent link closed a cycle and was cut. */
  cut: boolean;
  /** Begins before its parent does: two clocks disagree. */
  skewed: boolean;
  /** Spans of the subtree in error, itself included. */
  errors: number;
  /** Spans of the subtree, itself included. */
  size: number;
}

export interface TraceTree {
  readonly roots: readonly SpanNode[];
  /** Depth first, siblings by start: the order of the rows when everything is unfolded. */
  readonly nodes: readonly SpanNode[];
  readonly byId: ReadonlyMap<string, SpanNode>;
  /** Unix ns of time 0. */
  readonly originNs: bigint;
  /** From the first start to the last end. */
  readonly durationMs: number;
  /** In order of appearance. */
  readonly services: readonly string[];
  readonly errorCount: number;
}

/** Ms to add to the times of each process, by the id of its resource (clock-skew.ts); processes without an entry stay. */
export type ClockShifts = ReadonlyMap<string, number>;

const noShifts: ClockShifts = new Map();

/**
 * Builds the forest of one trace.
 *
 * Linear except for the sorting of siblings; 20,000 spans take some tens of milliseconds. Of a repeated span id both spans
 * are kept; the first gets the children.
 */
export function buildTraceTree(spans: readonly Span[], shifts: ClockShifts = noShifts): TraceTree {
  const originNs = earliest(spans);
  const nodes = spans.map((span) => toNode(span, originNs, shifts.get(span.resourceId) ?? 0));
  if (shifts.size > 0) startAtZero(nodes);
  const byId = new Map<string, SpanNode>();
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]!;
    if (byId.has(node.key)) nodes[at] = { ...node, key: `${node.key}#${at}` };
    else byId.set(node.key, node);
  }
  nodes.sort(byStart);
  for (const node of nodes) link(node, byId);
  const roots = cutRings(nodes);
  const ordered = depthFirst(roots);
  sumUp(ordered);
  return {
    roots,
    nodes: ordered,
    byId,
    originNs,
    durationMs: nodes.reduce((last, node) => Math.max(last, node.end), 0),
    services: [...new Set(ordered.map((node) => node.span.service))],
    errorCount: roots.reduce((sum, root) => sum + root.errors, 0),
  };
}

/** Milliseconds from `originNs` to a decimal Unix time in ns, exact to the nanosecond for any trace shorter than a month. */
export function sinceMs(timeNs: string, originNs: bigint): number {
  return Number(BigInt(timeNs) - originNs) / 1e6;
}

/** The span's ancestors, nearest first. */
export function ancestors(node: SpanNode): SpanNode[] {
  const found: SpanNode[] = [];
  for (let at = node.parent; at !== null; at = at.parent) found.push(at);
  return found;
}

function earliest(spans: readonly Span[]): bigint {
  let first: bigint | null = null;
  for (const span of spans) {
    const start = BigInt(span.startNs);
    if (first === null || start < first) first = start;
  }
  return first ?? 0n;
}

/** Shifted times may begin before or after the first recorded one. */
function startAtZero(nodes: SpanNode[]): void {
  const first = nodes.reduce((least, node) => Math.min(least, node.start), Number.POSITIVE_INFINITY);
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]!;
    nodes[at] = {
      ...node,
      start: node.start - first,
      end: node.end - first,
      shift: node.shift - first,
    };
  }
}

function toNode(span: Span, originNs: bigint, shiftMs: number): SpanNode {
  const start = sinceMs(span.startNs, originNs) + shiftMs;
  return {
    span,
    key: span.spanId,
    index: 0,
    depth: 0,
    start,
    end: start + Math.max(0, Number(span.durationNs)) / 1e6,
    shift: shiftMs,
    parent: null,
    children: [],
    orphan: false,
    cut: false,
    skewed: false,
    errors: 0,
    size: 1,
  };
}

/** Equal starts: the longer span first, so that a parent started in the same instant comes first. */
function byStart(a: SpanNode, b: SpanNode): number {
  if (a.start !== b.start) return a.start - b.start;
  if (a.end !== b.end) return b.end - a.end;
  return a.span.spanId < b.span.spanId ? -1 : a.span.spanId > b.span.spanId ? 1 : 0;
}

function link(node: SpanNode, byId: ReadonlyMap<string, SpanNode>): void {
  const { parentSpanId } = node.span;
  if (parentSpanId === "") return;
  const parent = byId.get(parentSpanId);
  if (parent === undefined) {
    node.orphan = true;
  } else if (parent === node) {
    node.cut = true;
  } else {
    node.parent = parent;
    // Shifts are sums of fractions of ms; times come in ns.
    node.skewed = node.start < parent.start - 1e-6;
    parent.children.push(node);
  }
}

/** The nodes that no root reaches hang below cycles; each cycle is cut once. */
function cutRings(nodes: readonly SpanNode[]): SpanNode[] {
  const roots = nodes.filter((node) => node.parent === null);
  const seen = new Set<SpanNode>();
  for (const root of roots) markReachable(root, seen);
  if (seen.size === nodes.length) return roots;
  for (const node of nodes) {
    if (seen.has(node)) continue;
    const entry = earliestOnRing(node);
    const parent = entry.parent!;
    parent.children.splice(parent.children.indexOf(entry), 1);
    entry.parent = null;
    entry.cut = true;
    entry.skewed = false;
    roots.push(entry);
    markReachable(entry, seen);
  }
  return roots.toSorted(byStart);
}

function markReachable(root: SpanNode, seen: Set<SpanNode>): void {
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const child of node.children) stack.push(child);
  }
}

function earliestOnRing(from: SpanNode): SpanNode {
  const walked = new Set<SpanNode>();
  let at = from;
  while (!walked.has(at)) {
    walked.add(at);
    at = at.parent!;
  }
  let first = at;
  for (let next = at.parent!; next !== at; next = next.parent!) {
    if (byStart(next, first) < 0) first = next;
  }
  return first;
}

function depthFirst(roots: readonly SpanNode[]): SpanNode[] {
  const ordered: SpanNode[] = [];
  const stack = roots.toReversed();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    node.index = ordered.length;
    node.depth = node.parent === null ? 0 : node.parent.depth + 1;
    ordered.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) stack.push(node.children[i]!);
  }
  return ordered;
}

function sumUp(ordered: readonly SpanNode[]): void {
  for (let i = ordered.length - 1; i >= 0; i--) {
    const node = ordered[i]!;
    if (node.span.status === "error") node.errors += 1;
    if (node.parent === null) continue;
    node.parent.errors += node.errors;
    node.parent.size += node.size;
  }
}
