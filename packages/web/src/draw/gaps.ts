// Gaps: time inside a span in which none of its children ran. A long one is work without instrumentation, or waiting.
import type { SpanNode } from "./trace-tree.ts";

/** Ms since the trace began. */
export interface Gap {
  readonly start: number;
  readonly end: number;
}

/**
 * The parts of `node` that no child covers, in order; none for a span without children.
 *
 * Only gaps of at least `minMs`. Children are clipped to the span; overlapping ones count once.
 */
export function gapsOf(node: SpanNode, minMs: number): Gap[] {
  if (node.children.length === 0) return [];
  const gaps: Gap[] = [];
  let reach = node.start;
  const add = (end: number): void => {
    if (end > reach && end - reach >= minMs) gaps.push({ start: reach, end });
  };
  // Children are in the order of their start.
  for (const child of node.children) {
    add(Math.min(child.start, node.end));
    reach = Math.max(reach, Math.min(child.end, node.end));
  }
  add(node.end);
  return gaps;
}

/** A gap shows when it is so long a part of the trace, and of its span. */
const minOfTrace = 0.02;
const minOfSpan = 0.1;

/** The shortest gap of `node` that is worth showing in a trace of `traceMs`. */
export function minGapMs(node: SpanNode, traceMs: number): number {
  return Math.max(traceMs * minOfTrace, (node.end - node.start) * minOfSpan, Number.MIN_VALUE);
}
