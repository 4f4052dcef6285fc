// The lines of a flame graph over time: each span below its parent, and no two spans of a line at the same time.
import type { SpanNode } from "./trace-tree.ts";

export interface FlameLayout {
  /** Line of each node, by `node.index`. From 0. */
  readonly lines: Int32Array;
  readonly lineCount: number;
}

/** Work that overlaps its siblings moves down; beyond this many lines it may overlap. */
const mostLines = 400;

/** First line at or below the parent's that is free at the span's start. O(n × lines that are busy). */
export function layoutFlame(nodes: readonly SpanNode[]): FlameLayout {
  const lines = new Int32Array(nodes.length);
  const busyUntil: number[] = [];
  let count = 0;
  for (const node of nodes.toSorted((a, b) => a.start - b.start || a.index - b.index)) {
    let line = node.parent === null ? 0 : lines[node.parent.index]! + 1;
    while (line < mostLines && (busyUntil[line] ?? Number.NEGATIVE_INFINITY) > node.start) line += 1;
    line = Math.min(line, mostLines);
    busyUntil[line] = Math.max(busyUntil[line] ?? 0, node.end);
    lines[node.index] = line;
    count = Math.max(count, line + 1);
  }
  return { lines, lineCount: count };
}
