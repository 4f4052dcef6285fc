// Two traces compared: spans are aligned by their path of operations from the root, so that the same call in both traces meets, however
// often and whenever it was made. Iterative and linear in spans, except for the sorting of siblings.
import type { Span } from "contract";

import { valueText } from "../lib/value-text.ts";
import { selfTime } from "./self-time.ts";
import type { SpanNode, TraceTree } from "./trace-tree.ts";

/** The spans of one path in one trace. */
export interface PathSide {
  readonly nodes: readonly SpanNode[];
  readonly totalMs: number;
  readonly selfMs: number;
  readonly errors: number;
  /** Of the first of them, ms since the trace began. */
  readonly start: number;
  /** The longest of them. */
  readonly longest: SpanNode;
}

export interface PathDiff {
  /** Unique in the comparison, and the same when both traces are swapped. */
  readonly key: string;
  readonly depth: number;
  readonly service: string;
  readonly name: string;
  /** `null`: the trace has no such span. */
  readonly a: PathSide | null;
  readonly b: PathSide | null;
  /** `same`: as often, no other failures, and total times within the tolerance. */
  readonly kind: "only-a" | "only-b" | "changed" | "same";
  /** Total time of a minus that of b, in ms. */
  readonly deltaMs: number;
  /** Self time of a minus that of b: the part of the difference that is not below this path. */
  readonly deltaSelfMs: number;
}

/** Times that differ by less than this share of the longer are the same … */
const sameShare = 0.1;
/** … or by less than this, in ms. */
const sameMs = 1;

interface Draft {
  readonly operation: string;
  readonly depth: number;
  readonly span: Span;
  readonly a: SpanNode[];
  readonly b: SpanNode[];
  /** Of the first span. */
  start: number;
}

/** All paths of both traces, each below its parent, siblings by their first start. */
export function diffTraces(a: TraceTree, b: TraceTree): PathDiff[] {
  const found: PathDiff[] = [];
  const stack = draftsOf(0, a.roots, b.roots).toReversed();
  for (let draft = stack.pop(); draft !== undefined; draft = stack.pop()) {
    // The whole path as a key would be as long as the trace is deep.
    found.push(toDiff(String(found.length), draft));
    const below = draftsOf(
      draft.depth + 1,
      draft.a.flatMap((node) => node.children),
      draft.b.flatMap((node) => node.children),
    );
    for (let at = below.length - 1; at >= 0; at--) stack.push(below[at]!);
  }
  return found;
}

function draftsOf(depth: number, a: readonly SpanNode[], b: readonly SpanNode[]): Draft[] {
  const drafts = new Map<string, Draft>();
  const add = (node: SpanNode, side: "a" | "b"): void => {
    const { service, name } = node.span;
    const operation = `${service}\u0000${name}`;
    let draft = drafts.get(operation);
    if (draft === undefined) {
      draft = { operation, depth, span: node.span, a: [], b: [], start: node.start };
      drafts.set(operation, draft);
    }
    draft.start = Math.min(draft.start, node.start);
    draft[side].push(node);
  };
  for (const node of a) add(node, "a");
  for (const node of b) add(node, "b");
  return [...drafts.values()].toSorted(
    (one, other) => one.start - other.start || (one.operation < other.operation ? -1 : 1),
  );
}

function toDiff(key: string, { depth, span, ...nodes }: Draft): PathDiff {
  const a = toSide(nodes.a);
  const b = toSide(nodes.b);
  return {
    key,
    depth,
    service: span.service,
    name: span.name,
    a,
    b,
    kind: kindOf(a, b),
    deltaMs: (a?.totalMs ?? 0) - (b?.totalMs ?? 0),
    deltaSelfMs: (a?.selfMs ?? 0) - (b?.selfMs ?? 0),
  };
}

function toSide(nodes: readonly SpanNode[]): PathSide | null {
  const [first] = nodes;
  if (first === undefined) return null;
  const side = { nodes, totalMs: 0, selfMs: 0, errors: 0, start: first.start, longest: first };
  for (const node of nodes) {
    side.totalMs += node.end - node.start;
    side.selfMs += selfTime(node);
    side.errors += node.span.status === "error" ? 1 : 0;
    side.start = Math.min(side.start, node.start);
    if (node.end - node.start > side.longest.end - side.longest.start) side.longest = node;
  }
  return side;
}

function kindOf(a: PathSide | null, b: PathSide | null): PathDiff["kind"] {
  if (a === null) return "only-b";
  if (b === null) return "only-a";
  const isSame =
    a.nodes.length === b.nodes.length && a.errors === b.errors && isSameTime(a.totalMs, b.totalMs);
  return isSame ? "same" : "changed";
}

function isSameTime(a: number, b: number): boolean {
  const delta = Math.abs(a - b);
  return delta <= sameMs || delta <= Math.max(a, b) * sameShare;
}

export interface AttributeDiff {
  readonly key: string;
  /** Distinct values in the order of the spans, at most {@link mostValues}; empty: no span has the attribute. */
  readonly a: readonly string[];
  readonly b: readonly string[];
}

const mostValues = 3;

/** The attributes of a path whose values differ between the traces; those that one side lacks first, then by key. */
export function diffAttributes({ a, b }: Pick<PathDiff, "a" | "b">): AttributeDiff[] {
  if (a === null || b === null) return [];
  const [left, right] = [valuesOf(a.nodes), valuesOf(b.nodes)];
  const keys = [...new Set([...left.keys(), ...right.keys()])].toSorted();
  const found = keys.flatMap((key): AttributeDiff[] => {
    const [one, other] = [left.get(key) ?? new Set<string>(), right.get(key) ?? new Set<string>()];
    if (one.size === other.size && [...one].every((value) => other.has(value))) return [];
    return [{ key, a: [...one].slice(0, mostValues), b: [...other].slice(0, mostValues) }];
  });
  const isLacking = (diff: AttributeDiff): number => (diff.a.length === 0 || diff.b.length === 0 ? 0 : 1);
  return found.toSorted((one, other) => isLacking(one) - isLacking(other));
}

function valuesOf(nodes: readonly SpanNode[]): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  for (const { span } of nodes) {
    for (const [key, value] of Object.entries(span.attributes)) {
      const known = values.get(key);
      if (known === undefined) values.set(key, new Set([valueText(value)]));
      else known.add(valueText(value));
    }
  }
  return values;
}
