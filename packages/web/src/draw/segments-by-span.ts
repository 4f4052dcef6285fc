// The segments of the critical path by span, for drawing.
import type { PathSegment } from "contract";
import type { SpanNode } from "./trace-tree.ts";

export function segmentsBySpan(
  segments: readonly PathSegment<SpanNode>[],
): ReadonlyMap<SpanNode, readonly PathSegment<SpanNode>[]> {
  const map = new Map<SpanNode, PathSegment<SpanNode>[]>();
  for (const segment of segments) {
    const list = map.get(segment.node);
    if (list === undefined) map.set(segment.node, [segment]);
    else list.push(segment);
  }
  return map;
}
