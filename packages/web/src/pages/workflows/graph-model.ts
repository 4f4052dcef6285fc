// The figures of a type as a graph: what is drawn, how thick, in which colour, with which label. Pure.
import type { WorkflowTransition, WorkflowTypeResult } from "contract";

import type { GraphEdge } from "../../draw/state-graph-shapes.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { neverHappened } from "./never-happened.ts";
import { transitionKey } from "./transition-key.ts";

/** `never`: declared, and did not happen. `unknown`: an instance that began before the stored data. `end`: an end in another state. */
export type EdgeKind = "legal" | "illegal" | "returned" | "unknown" | "end" | "never";

export interface ModelEdge extends GraphEdge {
  readonly key: string;
  readonly kind: EdgeKind;
  readonly count: number;
  /** Px. */
  readonly thickness: number;
  /** Absent for ends and for transitions that did not happen. */
  readonly transition: WorkflowTransition | undefined;
}

export interface GraphModel {
  readonly states: readonly string[];
  readonly edges: readonly ModelEdge[];
}

/** The same transition of two kinds, as when an end leads where an event also leads, is drawn once. */
export function toGraphModel(result: WorkflowTypeResult): GraphModel {
  const { transitions } = result.summary;
  const most = Math.max(1, ...transitions.map(({ count }) => count));
  const edges = new Map<string, ModelEdge>();
  for (const transition of transitions) {
    const edge = toEdge(transition, most);
    edges.set(edge.key, edge);
  }
  for (const { from, to, count, medianMs } of result.ends) {
    const key = transitionKey({ from, to });
    if (from === to || to === "" || edges.has(key)) continue;
    const label = [`${formatCount(count)} end`, ...timeLines(medianMs)];
    edges.set(key, edgeOf({ from, to, kind: "end", legal: true, count, label }, most));
  }
  for (const { from, to } of neverHappened(result)) {
    const key = transitionKey({ from, to });
    if (!edges.has(key))
      edges.set(key, edgeOf({ from, to, kind: "never", legal: true, count: 0, label: [] }, most));
  }
  return { states: result.states.map(({ state }) => state), edges: [...edges.values()] };
}

/** What kind of transition it is; illegal first. */
export function kindOf({ count, illegal, returns, beganBefore }: WorkflowTransition): EdgeKind {
  if (illegal > 0) return "illegal";
  if (beganBefore > 0) return "unknown";
  return returns > 0 && returns === count ? "returned" : "legal";
}

function toEdge(transition: WorkflowTransition, most: number): ModelEdge {
  const { from, to, count, illegal, medianMs } = transition;
  const kind = kindOf(transition);
  const words =
    kind === "illegal"
      ? `${formatCount(illegal)} illegal`
      : kind === "unknown"
        ? `${formatCount(count)} began before`
        : formatCount(count);
  // Where legal and illegal ones happened on one way, as with a strict definition, both counts are shown.
  const mixed = kind === "illegal" && illegal < count ? [`of ${formatCount(count)}`] : [];
  const label = [words, ...mixed, ...timeLines(medianMs)];
  return { ...edgeOf({ from, to, kind, legal: illegal < count, count, label }, most), transition };
}

function timeLines(medianMs: number | null): string[] {
  return medianMs === null ? [] : [formatDuration(medianMs)];
}

function edgeOf(
  edge: GraphEdge & { readonly kind: EdgeKind; readonly count: number },
  most: number,
): ModelEdge {
  const share = Math.log1p(edge.count) / Math.log1p(most);
  const thickness = edge.kind === "never" ? 1 : 1.2 + 3.3 * share ** 2;
  return { ...edge, key: transitionKey(edge), thickness, transition: undefined };
}
