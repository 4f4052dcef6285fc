// The children of each row: in order, many similar ones grouped, orphans under their missing parent.
import type { SpanNode, TraceTree } from "./trace-tree.ts";

/** A row to build. */
export type RowTask =
  | { readonly kind: "node"; readonly node: SpanNode; readonly depth: number; readonly above: string }
  | {
      readonly kind: "group";
      readonly group: readonly SpanNode[];
      readonly depth: number;
      readonly above: string;
    }
  | { readonly kind: "missing"; readonly id: string; readonly group: readonly SpanNode[] };

/** Roots in their order; orphans of one missing parent are together under it. */
export function rootTasks(tree: TraceTree): RowTask[] {
  const tasks: RowTask[] = [];
  const byParent = new Map<string, SpanNode[]>();
  for (const node of tree.roots) {
    if (!node.orphan) {
      tasks.push({ kind: "node", node, depth: 0, above: "" });
      continue;
    }
    const id = node.span.parentSpanId;
    const siblings = byParent.get(id);
    if (siblings !== undefined) {
      siblings.push(node);
      continue;
    }
    const group = [node];
    byParent.set(id, group);
    tasks.push({ kind: "missing", id, group });
  }
  return tasks;
}

/** The children in order, similar ones grouped at the position of the first. Spans with an error below stay visible. */
export function childTasks(parent: SpanNode, depth: number, limit: number): RowTask[] {
  const above = parent.span.service;
  return partsOf(parent, limit).map((part) =>
    Array.isArray(part)
      ? { kind: "group", group: part as readonly SpanNode[], depth, above }
      : { kind: "node", node: part as SpanNode, depth, above },
  );
}

/** A child, or similar children. */
type ChildOrGroup = SpanNode | readonly SpanNode[];

interface Parts {
  readonly limit: number;
  readonly parts: readonly ChildOrGroup[];
}

/** A tree does not change once it is built, and each fold asks for the parts of all nodes again. */
const known = new WeakMap<SpanNode, Parts>();

function partsOf(parent: SpanNode, limit: number): readonly ChildOrGroup[] {
  if (parent.children.length <= limit) return parent.children;
  const before = known.get(parent);
  if (before?.limit === limit) return before.parts;
  const parts = gatherAlike(parent, limit);
  known.set(parent, { limit, parts });
  return parts;
}

function gatherAlike(parent: SpanNode, limit: number): readonly ChildOrGroup[] {
  const alike = new Map<string, SpanNode[]>();
  for (const node of parent.children) {
    if (node.errors > 0) continue;
    const key = likeness(node);
    const list = alike.get(key);
    if (list === undefined) alike.set(key, [node]);
    else list.push(node);
  }
  return parent.children.flatMap((node): ChildOrGroup[] => {
    const group = node.errors > 0 ? undefined : alike.get(likeness(node));
    if (group === undefined || group.length <= limit) return [node];
    return group[0] === node ? [group] : [];
  });
}

function likeness(node: SpanNode): string {
  return `${node.span.service}\u0000${node.span.name}`;
}

/** A single group below: the parent's own fold replaces it, `price order  6 × SELECT price`. */
export function onlyGroup(children: readonly RowTask[]): readonly SpanNode[] | null {
  const only = children.length === 1 ? children[0]! : null;
  return only?.kind === "group" ? only.group : null;
}
