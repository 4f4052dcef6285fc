// The visible rows of the tree: without folded subtrees, many similar siblings grouped into one row, log records at
// their time under their span, a row for each missing parent. Pure; the waterfall and its tree grid show
// exactly these rows in this order.
import type { LogRecord } from "contract";
import { childTasks, onlyGroup, rootTasks, type RowTask } from "./gather.ts";
import { sinceMs, type SpanNode, type TraceTree } from "./trace-tree.ts";

export type TraceRow = SpanRow | GroupRow | LogRow | MissingRow;

interface RowBase {
  /** Stable over folding; unique in the trace. */
  readonly key: string;
  readonly depth: number;
}

export interface SpanRow extends RowBase {
  readonly kind: "span";
  readonly node: SpanNode;
  readonly expandable: boolean;
  readonly expanded: boolean;
  /** `6 × SELECT price` when the folded children are all similar, otherwise the number of hidden spans, otherwise empty. */
  readonly summary: string;
  /** The service is shown beside the name only where it changes. */
  readonly showService: boolean;
}

/** Similar siblings, grouped. Never contains a failed span. */
export interface GroupRow extends RowBase {
  readonly kind: "group";
  readonly nodes: readonly SpanNode[];
  readonly name: string;
  readonly service: string;
  readonly expanded: boolean;
  readonly start: number;
  readonly end: number;
  readonly sumMs: number;
}

export interface LogRow extends RowBase {
  readonly kind: "log";
  readonly log: LogRecord;
  readonly node: SpanNode | null;
  /** Ms since the trace began. */
  readonly at: number;
}

interface MissingRow extends RowBase {
  readonly kind: "missing";
  readonly spanId: string;
  readonly nodes: readonly SpanNode[];
}

export interface RowOptions {
  /** Keys whose state differs from the default: spans are open by default, groups and folds over similar children closed. */
  readonly toggled: ReadonlySet<string>;
  /** By span id; empty to show none. */
  readonly logs: ReadonlyMap<string, readonly LogRecord[]>;
  /** More similar siblings than this are grouped. Default 5. */
  readonly gatherAbove?: number;
}

/** The rows to show, top to bottom. Linear; iterative. */
export function traceRows(tree: TraceTree, options: RowOptions): TraceRow[] {
  const rows: TraceRow[] = [];
  const stack: RowTask[] = rootTasks(tree).toReversed();
  const limit = options.gatherAbove ?? 5;
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    if (task.kind === "missing") {
      rows.push({ kind: "missing", key: `missing:${task.id}`, depth: 0, spanId: task.id, nodes: task.group });
      push(
        stack,
        task.group.map((node) => ({ kind: "node", node, depth: 1, above: "" })),
      );
    } else if (task.kind === "group") {
      const row = groupRow(task, options.toggled);
      rows.push(row);
      if (!row.expanded) continue;
      const { depth, above } = task;
      push(
        stack,
        task.group.map((node) => ({ kind: "node", node, depth: depth + 1, above })),
      );
    } else {
      const { node, depth } = task;
      const children = childTasks(node, depth + 1, limit);
      const row = spanRow(task, children, options.toggled);
      rows.push(row);
      addLogs(rows, node, depth, tree, options.logs);
      if (row.expanded && row.expandable) push(stack, unwrapOnly(children, node, depth));
    }
  }
  return rows;
}

/** Key of a span's row, also used in `toggled`. */
export function spanKey(node: SpanNode): string {
  return `span:${node.key}`;
}

/** The keys to toggle besides `toggled` so that `node` has a row: every fold above it, open. */
export function keysToReveal(node: SpanNode, toggled: ReadonlySet<string>, gatherAbove = 5): string[] {
  const keys: string[] = [];
  for (let at: SpanNode = node; at.parent !== null; at = at.parent) {
    const tasks = childTasks(at.parent, 0, gatherAbove);
    const only = onlyGroup(tasks);
    const key = spanKey(at.parent);
    if (toggled.has(key) !== (only !== null)) keys.push(key);
    if (only !== null) continue;
    for (const task of tasks) {
      if (task.kind !== "group" || !task.group.includes(at)) continue;
      if (!toggled.has(groupKey(task.group))) keys.push(groupKey(task.group));
    }
  }
  return keys;
}

function push(stack: RowTask[], tasks: readonly RowTask[]): void {
  for (let i = tasks.length - 1; i >= 0; i--) stack.push(tasks[i]!);
}

function unwrapOnly(children: RowTask[], parent: SpanNode, depth: number): RowTask[] {
  const only = onlyGroup(children);
  if (only === null) return children;
  return only.map((node) => ({ kind: "node", node, depth: depth + 1, above: parent.span.service }));
}

function spanRow(
  task: RowTask & { kind: "node" },
  children: readonly RowTask[],
  toggled: ReadonlySet<string>,
): SpanRow {
  const { node, depth, above } = task;
  const key = spanKey(node);
  const only = onlyGroup(children);
  const expandable = node.children.length > 0;
  const expanded = expandable && toggled.has(key) === (only !== null);
  const showService = above !== node.span.service;
  return {
    kind: "span",
    key,
    depth,
    node,
    expandable,
    expanded,
    summary: expanded ? "" : fold(node, only),
    showService,
  };
}

function fold(node: SpanNode, only: readonly SpanNode[] | null): string {
  if (only !== null) return `${only.length} × ${only[0]!.span.name}`;
  const hidden = node.size - 1;
  return hidden === 0 ? "" : `${hidden} ${hidden === 1 ? "span" : "spans"}`;
}

function groupKey(group: readonly SpanNode[]): string {
  return `group:${group[0]!.key}`;
}

function groupRow(task: RowTask & { kind: "group" }, toggled: ReadonlySet<string>): GroupRow {
  const { group: nodes, depth } = task;
  const { name, service } = nodes[0]!.span;
  const key = groupKey(nodes);
  let end = 0;
  let sumMs = 0;
  for (const node of nodes) {
    end = Math.max(end, node.end);
    sumMs += node.end - node.start;
  }
  return {
    kind: "group",
    key,
    depth,
    nodes,
    name,
    service,
    expanded: toggled.has(key),
    start: nodes[0]!.start,
    end,
    sumMs,
  };
}

function addLogs(
  rows: TraceRow[],
  node: SpanNode,
  depth: number,
  tree: TraceTree,
  logs: RowOptions["logs"],
): void {
  for (const log of logs.get(node.span.spanId) ?? []) {
    rows.push({
      kind: "log",
      key: `log:${log.id}`,
      depth: depth + 1,
      log,
      node,
      at: sinceMs(log.timeNs, tree.originNs) + node.shift,
    });
  }
}
