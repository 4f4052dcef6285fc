// Self time: how long a span ran while none of its children did. Its sums by service and by operation show where the
// time was spent; sums of durations do not, because each includes those of its children.
import { shareOf } from "catalog/measures";
import type { SpanNode } from "./trace-tree.ts";

/** Milliseconds of `node` that no child covers. Children are clipped to it; overlapping ones count once. */
export function selfTime(node: SpanNode): number {
  let covered = 0;
  let reach = node.start;
  // Children are in the order of their start.
  for (const child of node.children) {
    const start = Math.max(child.start, reach);
    const end = Math.min(child.end, node.end);
    if (end > start) {
      covered += end - start;
      reach = end;
    }
  }
  return Math.max(0, node.end - node.start - covered);
}

export interface SelfShare {
  readonly service: string;
  readonly selfMs: number;
  /** Of all self time in the trace, 0 to 1. */
  readonly share: number;
}

/** Self time by service, largest first. */
export function selfTimeByService(nodes: readonly SpanNode[]): SelfShare[] {
  const sums = new Map<string, number>();
  let total = 0;
  for (const node of nodes) {
    const self = selfTime(node);
    total += self;
    sums.set(node.span.service, (sums.get(node.span.service) ?? 0) + self);
  }
  return [...sums]
    .map(([service, selfMs]) => ({ service, selfMs, share: shareOf(selfMs, total) ?? 0 }))
    .toSorted((a, b) => b.selfMs - a.selfMs);
}

export interface OperationTime {
  /** Empty for all operations of a service. */
  readonly name: string;
  readonly service: string;
  readonly calls: number;
  readonly errors: number;
  readonly selfMs: number;
  readonly totalMs: number;
  /** Self time over the trace's duration; above 1 when spans ran in parallel. */
  readonly share: number;
  /** The longest of its spans. */
  readonly longest: SpanNode;
}

/** Calls, self and total time by service and span name, or by service alone; most self time first. */
export function timeByOperation(
  nodes: readonly SpanNode[],
  durationMs: number,
  by: "operation" | "service" = "operation",
): OperationTime[] {
  const found = new Map<string, { -readonly [K in keyof OperationTime]: OperationTime[K] }>();
  for (const node of nodes) {
    const { service } = node.span;
    const name = by === "service" ? "" : node.span.name;
    const key = `${service}\u0000${name}`;
    const duration = node.end - node.start;
    const self = selfTime(node);
    const failed = node.span.status === "error" ? 1 : 0;
    const entry = found.get(key);
    if (entry === undefined) {
      found.set(key, {
        name,
        service,
        calls: 1,
        errors: failed,
        selfMs: self,
        totalMs: duration,
        share: 0,
        longest: node,
      });
      continue;
    }
    entry.calls += 1;
    entry.errors += failed;
    entry.selfMs += self;
    entry.totalMs += duration;
    if (duration > entry.longest.end - entry.longest.start) entry.longest = node;
  }
  const all = [...found.values()];
  for (const entry of all) entry.share = durationMs === 0 ? 0 : entry.selfMs / durationMs;
  return all.toSorted((a, b) => b.selfMs - a.selfMs);
}
