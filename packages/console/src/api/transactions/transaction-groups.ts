// GET /api/transaction-groups/{type}: outcomes, amounts and durations over time, by the values of an attribute. Values beyond the limit
// are one group.
import type { ParamsOf, TransactionBucket, TransactionGroup, TransactionGroupsResult } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { withinBytes } from "../limits/limit-list.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, type Range, stepTimes, toResolved } from "../time/range.ts";
import { toTransactionConditions } from "./transaction-conditions.ts";
import { toTransactionParams } from "./transaction-params.ts";

interface ValueRow {
  readonly value: string;
}

interface BucketRow {
  /** Of the value, from 1; 0 for all other values. */
  readonly place: string;
  /** Unix ms; 0 for the whole range. */
  readonly bucket: string;
  readonly completed: string;
  readonly failed: string;
  readonly abandoned: string;
  readonly currency: string;
  readonly priced: string;
  readonly total: number;
  readonly quantiles: readonly (number | null)[];
}

const steps = 60;
/** Bytes of the values that are named. */
const groupBytes = 1_000_000;

/** A type without transactions has no groups. */
export async function getTransactionGroups(
  params: ParamsOf<"GET /api/transaction-groups/:type">,
  context: ApiContext,
): Promise<TransactionGroupsResult> {
  const range = readRange(params, context);
  const { type, environment, by, limit } = params;
  const stepMs = chooseStepMs(range, steps, 1);
  const asked = {
    type,
    environment,
    by,
    limit,
    range,
    stepMs,
    conditions: toTransactionConditions(params, context),
  };
  const [keys, found] = await Promise.all([
    run<{ key: string }>(context, "transaction-keys", toQuery(asked, context)),
    findTransactionGroups(asked, context),
  ]);
  return {
    ...toResolved(range),
    stepMs,
    by: by ?? "",
    keys: withinBytes([...new Set(["service.name", ...keys.map(({ key }) => key)])]),
    ...found,
  };
}

export interface AskedGroups {
  readonly type: string;
  readonly environment: string | undefined;
  readonly by: string | undefined;
  /** Groups beside `other`. */
  readonly limit: number;
  readonly range: Range;
  readonly stepMs: number;
  /** Of the amounts; absent: the one that most completed transactions have. */
  readonly currency?: string | undefined;
  /** Which transactions count (`toTransactionConditions`); absent: all. */
  readonly conditions?: QueryParams;
}

/** The groups of a type, with the currency of their amounts. */
export async function findTransactionGroups(
  asked: AskedGroups,
  context: ApiContext,
): Promise<Pick<TransactionGroupsResult, "currency" | "groups">> {
  const { by, limit, range, stepMs } = asked;
  const query = toQuery(asked, context);
  const values =
    by === undefined
      ? [{ value: "" }]
      : await run<ValueRow>(
          context,
          query["filtered"] === true ? "transaction-chosen-values" : "transaction-group-values",
          { ...query, limit, ungrouped: false },
        );
  // what does not fit is among the others
  const named = withinBytes(
    values.map(({ value }) => value),
    groupBytes,
  );
  const rows = await run<BucketRow>(context, "transaction-groups", {
    ...query,
    ungrouped: by === undefined,
    currency: asked.currency,
    values: named,
  });
  const currency = asked.currency ?? rows[0]?.currency ?? "";
  return { currency, groups: toGroups(rows, named, by !== undefined, stepTimes(range, stepMs)) };
}

function toQuery(
  { type, environment, by, range, stepMs, conditions }: AskedGroups,
  context: ApiContext,
): QueryParams {
  return { ...toTransactionParams(range, context), type, environment, by, stepMs, ...conditions };
}

function toGroups(
  rows: readonly BucketRow[],
  values: readonly string[],
  isGrouped: boolean,
  times: readonly number[],
): TransactionGroup[] {
  const byPlace = groupBy(rows, ({ place }) => Number(place));
  // The others come last.
  return [...values.keys(), -1].flatMap((at) => {
    const own = byPlace.get(at + 1);
    if (own === undefined) return [];
    const byTime = new Map(own.map((row) => [Number(row.bucket), row]));
    const value = values[at] ?? "";
    return {
      kind: at === -1 ? "other" : !isGrouped ? "all" : value === "" ? "absent" : "value",
      value,
      total: toFigures(byTime.get(0)),
      buckets: times.map((time) => ({ time: new Date(time).toISOString(), ...toFigures(byTime.get(time)) })),
    } as const;
  });
}

function toFigures(row: BucketRow | undefined): Omit<TransactionBucket, "time"> {
  const [p50Ms = null, p90Ms = null, p95Ms = null, p99Ms = null] = row?.quantiles ?? [];
  return {
    completed: Number(row?.completed ?? 0),
    failed: Number(row?.failed ?? 0),
    abandoned: Number(row?.abandoned ?? 0),
    amount: row === undefined || Number(row.priced) === 0 ? null : row.total,
    p50Ms,
    p90Ms,
    p95Ms,
    p99Ms,
  };
}
