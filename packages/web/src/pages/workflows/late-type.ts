// A type of which records of its services are late: which of its instances are stuck is not known then.
import type { WorkflowRow, WorkflowTypeResult } from "contract";

import type { Late, MaybeLate } from "../../lib/completeness.ts";
import { formatCount } from "../../lib/format.ts";

export type TypeResult = MaybeLate<WorkflowTypeResult>;

/** `result` without stuck instances while records are late. */
export function lateType(result: WorkflowTypeResult, late: Late | undefined): TypeResult {
  if (late === undefined) return result;
  const { summary, states, ages } = result;
  return {
    ...result,
    late,
    summary: { ...summary, stuck: 0 },
    states: states.map((state) => ({ ...state, stuck: 0 })),
    ages: ages.map((age) => ({ ...age, stuck: 0 })),
  };
}

/** `302`, or `unknown` while records are late. */
export function stuckCount(stuck: number, late: Late | undefined): string {
  return late === undefined ? formatCount(stuck) : "unknown";
}

/** For a file. */
export function stuckValue(stuck: number, late: Late | undefined): number | string {
  return late === undefined ? stuck : "unknown";
}

/** Of an instance: one that is stuck as far as its records have arrived may have gone on. */
export function statusOf(
  { ended, stuck }: Pick<WorkflowRow, "ended" | "stuck">,
  late: Late | undefined,
): "ended" | "stuck" | "open" | "unknown" {
  if (ended) return "ended";
  if (!stuck) return "open";
  return late === undefined ? "stuck" : "unknown";
}
