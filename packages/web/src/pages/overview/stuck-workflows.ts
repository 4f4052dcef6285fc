// Workflows that stand still: instances that are open for longer than their type allows, and types whose backlog grows.
import type { WorkflowTypeSummary } from "contract";

import type { Late } from "../../lib/completeness.ts";
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

/** A time up to now in which more instances started than ended, by more than chance gives. */
export interface Backlog {
  readonly in: number;
  readonly out: number;
  /** When it began, ISO 8601; `undefined`: with the range. */
  readonly since: string | undefined;
}

/** Of the type whose backlog grew most, where one did. */
export function findBacklog(
  types: readonly WorkflowTypeSummary[],
): (Backlog & Pick<WorkflowTypeSummary, "type">) | undefined {
  return types
    .flatMap((summary) => {
      const backlog = backlogOf(summary);
      return backlog === undefined ? [] : [{ ...backlog, type: summary.type }];
    })
    .toSorted((a, b) => b.in - b.out - (a.in - a.out))[0];
}

/** The clearest one of all that end now: a queue that stopped minutes ago has ended most instances of the range. */
export function backlogOf({ buckets }: WorkflowTypeSummary): Backlog | undefined {
  let clearest: (Backlog & { readonly z: number }) | undefined;
  const flow = { in: 0, out: 0 };
  for (const [at, { time, started, ended }] of [...buckets.entries()].toReversed()) {
    flow.in += started;
    flow.out += ended;
    const z = (flow.in - flow.out) / Math.sqrt(Math.max(1, flow.in + flow.out));
    if (z > loud && z >= (clearest?.z ?? 0)) clearest = { ...flow, since: at === 0 ? undefined : time, z };
  }
  return clearest;
}

/** Without the time of which data has not arrived: ends that are late do not make a backlog. */
export function upTo(
  types: readonly WorkflowTypeSummary[],
  late: Pick<Late, "upToMs"> | undefined,
): readonly WorkflowTypeSummary[] {
  if (late === undefined) return types;
  return types.map((one) => ({
    ...one,
    buckets: one.buckets.filter((_, at) => Date.parse(one.buckets[at + 1]?.time ?? "") <= late.upToMs),
  }));
}

/** Instances that started and ended in the range. */
export function flowOf({ buckets }: WorkflowTypeSummary): { readonly in: number; readonly out: number } {
  return {
    in: buckets.reduce((sum, { started }) => sum + started, 0),
    out: buckets.reduce((sum, { ended }) => sum + ended, 0),
  };
}
