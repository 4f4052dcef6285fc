// Figures of types of workflows: instances by state, durations, and illegal transitions.
import type { WorkflowTransition, WorkflowTypeSummary } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { type Definition, findDefinitions } from "../definitions/definitions.ts";
import { toSqlTime } from "../time/time.ts";
import { type Judge, toJudge } from "./workflow-transitions.ts";

interface TypeRow {
  readonly type: string;
  readonly instances: string;
  readonly ended: string;
  readonly stuck: string;
  readonly events: string;
  /** Milliseconds between first and last event, over all instances with two or more, and how many intervals that were. */
  readonly spread: number | null;
  readonly intervals: string;
  readonly quantiles: readonly (number | null)[];
}

interface TransitionRow {
  readonly type: string;
  readonly origin: string;
  readonly target: string;
  readonly hops: string;
  readonly marked: string;
  readonly medianMs: number;
}

/** The types of the workflows with records in the range. */
export async function findWorkflowTypes(
  range: QueryParams,
  context: ApiContext,
): Promise<WorkflowTypeSummary[]> {
  const now = toSqlTime(BigInt(Math.floor(context.nowMs())) * 1_000_000n);
  const [types, transitions, definitions] = await Promise.all([
    run<TypeRow>(context, "workflow-types", { ...range, now }),
    run<TransitionRow>(context, "workflow-transitions", range),
    findDefinitions("workflow", undefined, context),
  ]);
  const definitionOf = new Map(definitions.map((definition) => [definition.name, definition]));
  return types.map((row) => toSummary(row, transitions, definitionOf.get(row.type)));
}

function toSummary(
  row: TypeRow,
  transitions: readonly TransitionRow[],
  definition: Definition | undefined,
): WorkflowTypeSummary {
  const judge = toJudge(definition);
  const own = transitions.filter(({ type }) => type === row.type).map((one) => toTransition(one, judge));
  const [p50Ms = null, p95Ms = null] = row.quantiles;
  const intervals = Number(row.intervals);
  return {
    type: row.type,
    instances: Number(row.instances),
    open: Number(row.instances) - Number(row.ended),
    ended: Number(row.ended),
    stuck: Number(row.stuck),
    events: Number(row.events),
    averageIntervalMs: intervals === 0 ? null : (row.spread ?? 0) / intervals,
    p50Ms,
    p95Ms,
    illegal: own.reduce((sum, { illegal }) => sum + illegal, 0),
    beganBefore: own.reduce((sum, { beganBefore }) => sum + beganBefore, 0),
    states: definition?.states ?? [],
    timeoutMs: (definition?.timeoutMs ?? 0) > 0 ? (definition?.timeoutMs ?? null) : null,
    transitions: own,
  };
}

function toTransition(row: TransitionRow, judge: Judge): WorkflowTransition {
  const count = Number(row.hops);
  const verdict = judge(row.origin, row.target);
  return {
    from: row.origin,
    to: row.target,
    count,
    illegal: verdict === "illegal" ? count : Number(row.marked),
    beganBefore: verdict === "beganBefore" ? count : 0,
    medianMs: row.origin === "" ? null : row.medianMs,
  };
}
