// Spans as the trees they form, and as lines of text.
import type { MemorySpan } from "../export/read-batch.ts";
import { oneLine, showAttributes, showMs, showValue } from "./plain-text.ts";

/** A span and what happened inside it, in the order of their starts. */
export interface SpanNode {
  /** One that has not ended has an `endTimeUnixNano` of 0. */
  readonly span: MemorySpan;
  readonly children: readonly SpanNode[];
}

/** The trees of `spans`: one of which the parent is not among them is a root. Of any number and depth. */
export function toTrees(spans: readonly MemorySpan[]): SpanNode[] {
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  const inOrder = [...spans].sort(byStart);
  const nodes = inOrder.map((span): { span: MemorySpan; children: SpanNode[] } => ({ span, children: [] }));
  const byId = new Map(nodes.map((node) => [keyOf(node.span.traceId, node.span.spanId), node]));
  const roots: SpanNode[] = [];
  for (const node of nodes) {
    const { traceId, parentSpanId } = node.span;
    const parent = parentSpanId === undefined ? undefined : byId.get(keyOf(traceId, parentSpanId));
    (parent === undefined || parent === node ? roots : parent.children).push(node);
  }
  return roots;
}

function keyOf(traceId: string, spanId: string): string {
  return traceId + spanId;
}

function byStart(a: MemorySpan, b: MemorySpan): number {
  if (a.startTimeUnixNano === b.startTimeUnixNano) return 0;
  return a.startTimeUnixNano < b.startTimeUnixNano ? -1 : 1;
}

/** How long `span` took; undefined while it is open. */
export function durationOf({ startTimeUnixNano, endTimeUnixNano }: MemorySpan): number | undefined {
  return endTimeUnixNano === 0n ? undefined : Number(endTimeUnixNano - startTimeUnixNano) / 1e6;
}

/** `span` in one line: name, length, what went wrong, attributes. */
export function showSpan(span: MemorySpan): string {
  const durationMs = durationOf(span);
  const { code, message } = span.status;
  const parts = [
    oneLine(span.name),
    durationMs === undefined ? "(open)" : showMs(durationMs),
    code === "unset" ? "" : message === "" ? code : `${code} ${showValue(message)}`,
    showAttributes(span.attributes),
  ];
  return parts.filter((part) => part !== "").join("  ");
}

/** `trees` as lines with branches, `mark` before the spans it is true for. At most `maxLines`; the rest is counted. */
export function showTrees(
  trees: readonly SpanNode[],
  maxLines: number,
  mark: (span: MemorySpan) => boolean = () => false,
): string[] {
  const lines: string[] = [];
  let left = 0;
  // with a stack of its own: a trace may be deeper than the call stack
  const stack = trees.map((node) => ({ node, lead: "", branch: "" }));
  // oxlint-disable-next-line unicorn/no-array-reverse -- toReversed needs Node 20
  stack.reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, lead, branch } = next;
    if (lines.length >= maxLines) left++;
    else lines.push(`${mark(node.span) ? "→ " : "  "}${lead}${branch}${showSpan(node.span)}`);
    const below = branch === "" ? lead : lead + (branch === "└─ " ? "   " : "│  ");
    const children = node.children.map((child, at) => ({
      node: child,
      lead: below,
      branch: at === node.children.length - 1 ? "└─ " : "├─ ",
    }));
    // oxlint-disable-next-line unicorn/no-array-reverse -- toReversed needs Node 20
    for (const child of children.reverse()) stack.push(child);
  }
  return left === 0 ? lines : [...lines, `  … and ${left} more`];
}
