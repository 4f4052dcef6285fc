// Figures of instances and of transitions, by type, counted over all processes.
import { groupBy } from "../../lists/group-by.ts";
import type { WorkflowTransition } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import type { Judge } from "./workflow-transitions.ts";

interface StepsRow {
  readonly type: string;
  /** 0 a transition, 1 an end, 2 an instance that ended, 3 one that is open. */
  readonly kind: number;
  /** 1: the sum of a state that was left. */
  readonly whole: number;
  readonly fromState: string;
  readonly toState: string;
  readonly hops: string;
  readonly instances: string;
  readonly marked: string;
  readonly departures: string;
  readonly quantiles: readonly (number | null)[];
  readonly returns: string;
  readonly lostMedian: number | null;
  readonly lostSum: number;
}

/** Rows of one type. */
export interface TypeSteps {
  readonly transitions: readonly StepsRow[];
  readonly ends: readonly StepsRow[];
  readonly states: readonly StepsRow[];
  /** Instances that ended, and open ones. */
  readonly over: StepsRow | undefined;
  readonly open: StepsRow | undefined;
}

/** Rows by type. */
export async function findSteps(
  params: QueryParams,
  context: ApiContext,
): Promise<ReadonlyMap<string, TypeSteps>> {
  const rows = await run<StepsRow>(context, "workflow-steps", params);
  const byType = groupBy(rows, ({ type }) => type);
  return new Map([...byType].map(([type, own]) => [type, toTypeSteps(own)]));
}

function toTypeSteps(rows: readonly StepsRow[]): TypeSteps {
  const single = rows.filter(({ whole }) => whole === 0);
  return {
    transitions: single.filter(({ kind }) => kind === 0),
    ends: single.filter(({ kind }) => kind === 1),
    states: rows.filter(({ whole }) => whole === 1),
    over: single.find(({ kind }) => kind === 2),
    open: single.find(({ kind }) => kind === 3),
  };
}

/** A transition with its verdict. */
export function toTransition(row: StepsRow, judge: Judge): WorkflowTransition {
  const count = Number(row.hops);
  const verdict = judge(row.fromState, row.toState);
  const [medianMs, p90Ms, p95Ms] = row.fromState === "" ? [] : row.quantiles;
  return {
    from: row.fromState,
    to: row.toState,
    count,
    instances: Number(row.instances),
    illegal: verdict === "illegal" ? count : Number(row.marked),
    beganBefore: verdict === "beganBefore" ? count : 0,
    medianMs: medianMs ?? null,
    p90Ms: p90Ms ?? null,
    p95Ms: p95Ms ?? null,
    returns: Number(row.returns),
    lostMs: row.lostSum,
    lostMedianMs: row.lostMedian,
  };
}
