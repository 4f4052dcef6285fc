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
  /** How many of them are the first event of their instance. */
  readonly firsts: string;
  readonly quantiles: readonly (number | null)[];
  readonly returns: string;
  readonly lostMedian: number | null;
  readonly lostSum: number;
  /** How many rows this one is the sum of, when it is that of the rows beyond the limit. */
  readonly others?: string;
  /** Up to 2,000 of them, the most frequent first. */
  readonly rest?: readonly (readonly [
    from: string,
    to: string,
    hops: string,
    marked: string,
    firsts: string,
  ])[];
}

/** Rows of one type. */
export interface TypeSteps {
  readonly transitions: readonly StepsRow[];
  /** The sum of all rarer transitions. */
  readonly rare: StepsRow | undefined;
  readonly ends: readonly StepsRow[];
  readonly states: readonly StepsRow[];
  /** Instances that ended, and open ones. */
  readonly over: StepsRow | undefined;
  readonly open: StepsRow | undefined;
}

/** Rows that the engine gives at most. */
const mostRows = 50_000;

/**
 * Rows by type: of one, or the transitions of the `mostTypes` with most instances, each with as many as a list has room for. Few types
 * have more, so that they are only ranked where a simpler query has found more.
 */
export async function findSteps(
  params: QueryParams,
  { type, mostTypes }: { readonly type: string | undefined; readonly mostTypes: number },
  context: ApiContext,
): Promise<ReadonlyMap<string, TypeSteps>> {
  const each = type === undefined ? 100 : 2_000;
  const asked = { ...params, ...(type === undefined && { listed: true }), each: each + 1 };
  const all = groupBy(await run<StepsRow>(context, "workflow-steps", asked), (row) => row.type);
  const rows = [...all.values()];
  const isAll =
    (type !== undefined || all.size <= mostTypes) &&
    sum(rows, ({ length }) => length) < mostRows &&
    rows.every((own) => [...groupBy(own, kindOf).values()].every(({ length }) => length <= each));
  const byType = isAll
    ? all
    : groupBy(
        await run<StepsRow>(context, "workflow-steps-of-many", {
          ...params,
          each,
          ...(type === undefined && { mostTypes }),
        }),
        (row) => row.type,
      );
  return new Map([...byType].map(([name, own]) => [name, toTypeSteps(own)]));
}

function kindOf({ kind, whole }: StepsRow): number {
  return 2 * kind + whole;
}

function toTypeSteps(rows: readonly StepsRow[]): TypeSteps {
  const single = rows.filter(({ whole }) => whole === 0);
  const isListed = ({ others = "0" }: StepsRow): boolean => Number(others) === 0;
  return {
    transitions: single.filter((row) => row.kind === 0 && isListed(row)),
    rare: single.find((row) => row.kind === 0 && !isListed(row)),
    ends: single.filter((row) => row.kind === 1 && isListed(row)),
    states: rows.filter((row) => row.whole === 1 && isListed(row)),
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
    beganBefore: verdict === "beganBefore" ? Number(row.firsts) : 0,
    medianMs: medianMs ?? null,
    p90Ms: p90Ms ?? null,
    p95Ms: p95Ms ?? null,
    returns: Number(row.returns),
    lostMs: row.lostSum,
    lostMedianMs: row.lostMedian,
  };
}

/** How many transitions are illegal, and how many began before: of the listed ones and of the rarer ones together. */
export function judgeAll(
  own: TypeSteps | undefined,
  judge: Judge,
): Pick<WorkflowTransition, "illegal" | "beganBefore"> {
  const listed = (own?.transitions ?? []).map((row) => toTransition(row, judge));
  let illegal = sum(listed, (one) => one.illegal) + Number(own?.rare?.marked ?? 0);
  let beganBefore = sum(listed, (one) => one.beganBefore);
  for (const [from, to, hops, marked, firsts] of own?.rare?.rest ?? []) {
    const verdict = judge(from, to);
    if (verdict === "illegal") illegal += Number(hops) - Number(marked);
    if (verdict === "beganBefore") beganBefore += Number(firsts);
  }
  return { illegal, beganBefore };
}

export function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
