// Finds the mark under the pointer on a row of the lane.
import type { SpanEvent } from "contract";
import type { Gap } from "./gaps.ts";
import { eventAt, xOf } from "./lane.ts";
import type { TimeView } from "./time-view.ts";
import type { TraceRow } from "./trace-rows.ts";
import type { SpanNode } from "./trace-tree.ts";

export type Hit =
  | { readonly kind: "event"; readonly event: SpanEvent; readonly node: SpanNode }
  | { readonly kind: "bar"; readonly node: SpanNode }
  | { readonly kind: "gap"; readonly gap: Gap; readonly node: SpanNode }
  | { readonly kind: "log"; readonly text: string };

interface HitContext {
  readonly originNs: bigint;
  readonly gapsOf: (node: SpanNode) => readonly Gap[];
}

/** The topmost mark within 5 px of `x` on `row`; `null` on empty lane. */
export function hitTest(
  row: TraceRow,
  x: number,
  view: TimeView,
  width: number,
  { originNs, gapsOf }: HitContext,
): Hit | null {
  if (row.kind === "log") return near(row.at, x, view, width) ? { kind: "log", text: row.log.text } : null;
  if (row.kind === "missing") return null;
  const nodes = row.kind === "span" ? [row.node] : row.nodes;
  if (row.kind === "span") {
    const event = row.node.span.events.findLast((e) => near(eventAt(e, row.node, originNs), x, view, width));
    if (event !== undefined) return { kind: "event", event, node: row.node };
    const at = view.start + (x / (width || 1)) * (view.end - view.start);
    const gap = row.expanded
      ? gapsOf(row.node).find(({ start, end }) => start <= at && at <= end)
      : undefined;
    if (gap !== undefined) return { kind: "gap", gap, node: row.node };
  }
  const node = nodes.find((n) => x >= xOf(n.start, view, width) - 3 && x <= xOf(n.end, view, width) + 3);
  return node === undefined ? null : { kind: "bar", node };
}

function near(at: number, x: number, view: TimeView, width: number): boolean {
  return Math.abs(xOf(at, view, width) - x) <= 5;
}
