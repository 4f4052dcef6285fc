// Workflows that stand still: instances that are open for longer than their type allows, and types whose backlog grows.
import type { WorkflowTypeSummary } from "contract";

import { loud } from "../../lib/significance.ts";

/** Fewer stuck ones, or a smaller share of the open ones, get no sentence: some always are. */
const leastStuck = 5;
const leastShare = 0.01;

/** The type with most stuck instances, where they are enough for a sentence. */
export function findStuck(types: readonly WorkflowTypeSummary[]): WorkflowTypeSummary | undefined {
  return worstStuckFirst(types).find(({ stuck, open }) => stuck >= Math.max(leastStuck, open * leastShare));
}

export function worstStuckFirst(types: readonly WorkflowTypeSummary[]): readonly WorkflowTypeSummary[] {
  return types.toSorted((a, b) => b.stuck - a.stuck || b.open - a.open);
}

/** The type whose backlog grew most, where one did. */
export function findBacklog(types: readonly WorkflowTypeSummary[]): WorkflowTypeSummary | undefined {
  return types.filter(growsBacklog).toSorted((a, b) => growth(b) - growth(a))[0];
}

function growth(summary: WorkflowTypeSummary): number {
  const flow = flowOf(summary);
  return flow.in - flow.out;
}

/** Instances that started and ended in the range. */
export function flowOf({ buckets }: WorkflowTypeSummary): { readonly in: number; readonly out: number } {
  return {
    in: buckets.reduce((sum, { started }) => sum + started, 0),
    out: buckets.reduce((sum, { ended }) => sum + ended, 0),
  };
}

/** Whether more start than end, by more than chance gives. */
export function growsBacklog(summary: WorkflowTypeSummary): boolean {
  const flow = flowOf(summary);
  return flow.in - flow.out > loud * Math.sqrt(flow.in + flow.out);
}
