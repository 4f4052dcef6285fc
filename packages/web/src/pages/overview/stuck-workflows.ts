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

/** A backlog is unusual when it grew by so many times what was worked off in one go before: jobs end instances in batches. */
const unusual = 1.5;

/** The clearest one of all that end now: a queue that stopped minutes ago has ended most instances of the range. */
export function backlogOf({ buckets }: Pick<WorkflowTypeSummary, "buckets">): Backlog | undefined {
  const leastGrowth = unusual * mostWorkedOff(buckets);
  let clearest: (Backlog & { readonly z: number }) | undefined;
  const flow = { in: 0, out: 0 };
  for (const [at, { time, started, ended }] of [...buckets.entries()].toReversed()) {
    flow.in += started;
    flow.out += ended;
    const growth = flow.in - flow.out;
    const z = growth / Math.sqrt(Math.max(1, flow.in + flow.out));
    if (growth > leastGrowth && z > loud && z >= (clearest?.z ?? 0))
      clearest = { ...flow, since: at === 0 ? undefined : time, z };
  }
  return clearest;
}

/** The most by which a backlog shrank over consecutive buckets. */
function mostWorkedOff(buckets: WorkflowTypeSummary["buckets"]): number {
  let [most, current] = [0, 0];
  for (const { started, ended } of buckets) {
    current = Math.max(0, current + ended - started);
    most = Math.max(most, current);
  }
  return most;
}

/** Without the time of which data has not arrived: ends that are late do not make a backlog, and who is stuck is not known. */
export function upTo(
  summary: WorkflowTypeSummary,
  late: Pick<Late, "upToMs"> | undefined,
): WorkflowTypeSummary {
  if (late === undefined) return summary;
  const { buckets } = summary;
  return {
    ...summary,
    stuck: 0,
    buckets: buckets.filter((_, at) => Date.parse(buckets[at + 1]?.time ?? "") <= late.upToMs),
  };
}

/** Instances that started and ended in the range. */
export function flowOf({ buckets }: WorkflowTypeSummary): { readonly in: number; readonly out: number } {
  return {
    in: buckets.reduce((sum, { started }) => sum + started, 0),
    out: buckets.reduce((sum, { ended }) => sum + ended, 0),
  };
}
