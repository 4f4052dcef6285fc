// The spans of a trace as a tree, with what the trace waited for: the part of the critical path in each span and in all below it.
import { criticalPath } from "contract";
import type { Call, CallReader } from "./call.ts";
import type { TraceSpan } from "./trace-span.ts";

export interface SpanNode {
  readonly span: TraceSpan;
  readonly start: number;
  readonly end: number;
  readonly parent: SpanNode | undefined;
  readonly children: SpanNode[];
  /** The outermost call: what a driver does inside a call is a part of it. */
  readonly call: Call | undefined;
  /** Ms for which the trace waited for this span or for one below it. */
  waited: number;
}

export interface TraceTree {
  readonly roots: readonly SpanNode[];
  /** Parents before their children. */
  readonly nodes: readonly SpanNode[];
}

/** Builds the tree. Of a repeated id the first span counts; spans in a circle of parents are left out. */
export function readTree(spans: readonly TraceSpan[], reader: CallReader): TraceTree {
  const byId = new Map<string, TraceSpan>();
  for (const span of spans) if (!byId.has(span.id)) byId.set(span.id, span);
  const below = new Map<string, TraceSpan[]>();
  const first: TraceSpan[] = [];
  for (const span of byId.values()) {
    if (span.parentId === "" || span.parentId === span.id || !byId.has(span.parentId)) first.push(span);
    else addTo(below, span.parentId, span);
  }
  const roots = first.map((span) => toNode(span, undefined, reader));
  const nodes = [...roots];
  // the list grows while it is walked
  for (const node of nodes)
    for (const span of below.get(node.span.id) ?? []) {
      const child = toNode(span, node, reader);
      node.children.push(child);
      nodes.push(child);
    }
  noteWaiting(roots, nodes);
  return { roots, nodes };
}

function toNode(span: TraceSpan, parent: SpanNode | undefined, reader: CallReader): SpanNode {
  const { start, end } = span;
  const call = reader.read(span);
  const isInner = call !== undefined && isInside(parent, call.type);
  return {
    span,
    start,
    end: Math.max(start, end),
    parent,
    children: [],
    call: isInner ? undefined : call,
    waited: 0,
  };
}

/** Whether one of the spans above, in the same process, makes a call of this type. */
function isInside(parent: SpanNode | undefined, type: Call["type"]): boolean {
  for (let at = parent; at !== undefined && !isEntry(at); at = at.parent)
    if (at.call?.type === type) return true;
  return false;
}

function noteWaiting(roots: readonly SpanNode[], nodes: readonly SpanNode[]): void {
  for (const { node, start, end } of criticalPath(roots)) node.waited += end - start;
  for (const node of nodes.toReversed()) if (node.parent !== undefined) node.parent.waited += node.waited;
}

const server = 2;
const consumer = 5;

/** Whether a service was entered here. */
export function isEntry({ span, parent }: SpanNode): boolean {
  return (
    parent === undefined ||
    span.kind === server ||
    span.kind === consumer ||
    span.service !== parent.span.service
  );
}

/** The span with which its service was entered: the operation that it is part of. */
export function entryOf(node: SpanNode): SpanNode {
  let at = node;
  while (!isEntry(at)) at = at.parent!;
  return at;
}

export function addTo<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}
