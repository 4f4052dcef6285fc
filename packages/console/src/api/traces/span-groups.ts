// GET /api/traces/groups: spans by the values of one attribute. The roll-up of operations answers for service, name and environment, that
// of an attribute if there are no conditions other than the service; else the one column that holds the attribute is read.
import type { ParamsOf, SpanGroup, SpanGroupsResult } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { type DurationCounts, quantilesMs } from "../services/duration-histogram.ts";
import { errorShare } from "../services/error-share.ts";
import { placeOf } from "../attributes/attribute-place.ts";
import { type Condition, parseFilters, toAttributeKey } from "../filter/filter.ts";
import { spanFields, toFilterParams } from "../filter/filter-params.ts";
import { type OperationsQuery, toOperationsQuery } from "./operation-groups.ts";
import { limitList } from "../limits/limit-list.ts";
import { readRange } from "../params/params.ts";
import { type Range, toRangeParams, toResolved } from "../time/range.ts";

const fiveMinutesNs = 300_000_000_000n;
const minuteNs = 60_000_000_000n;
/** In shorter ranges, rounding to five minutes would be visible. */
const minRolledNs = 3_600_000_000_000n;

interface GroupRow {
  readonly value: string;
  readonly spans: string | number;
  readonly estimated: number;
  readonly errors: string | number;
  readonly estimatedErrors: number;
  readonly meanMs: number;
}

export async function listSpanGroups(
  asked: ParamsOf<"GET /api/traces/groups">,
  context: ApiContext,
): Promise<SpanGroupsResult> {
  const params = { ...asked, by: toAttributeKey(asked.by) };
  const range = readRange(params, context);
  const limit = params.limit;
  const conditions = parseFilters([
    ...params.filter,
    ...(params.service === undefined ? [] : [`service.name=${params.service}`]),
    ...(params.name === undefined ? [] : [`name=${params.name}`]),
  ]);
  const operations = toOperationsQuery(params.by, conditions);
  if (operations !== undefined && range.toNs - range.fromNs >= minRolledNs)
    return groupOperations(operations, range, params, context);
  const rolled = rolledConditions(conditions);
  if (rolled !== undefined && (await isRolled(params.by, range, context))) {
    const covered = toSteps(range, fiveMinutesNs);
    const rows = await run<GroupRow & { durations: DurationCounts }>(context, "span-groups-rolled", {
      ...toRangeParams(covered),
      key: params.by,
      ...rolled,
      environment: params.environment,
      limit: limit + 1,
    });
    return {
      ...toResolved(covered),
      by: params.by,
      source: "roll-up",
      ...limitGroups(rows.map(fromRolled), limit),
      without: null,
    };
  }
  const query: QueryParams = {
    ...(await toFilterParams(conditions, spanFields, context)),
    ...(await placeOf(params.by, range, context)),
    ...toRangeParams(range),
    environment: params.environment,
    limit: limit + 2,
  };
  const rows = await run<GroupRow & { quantilesMs: readonly [number, number] }>(
    context,
    "span-groups",
    query,
  );
  const groups = rows.filter(({ value }) => value !== "");
  return {
    ...toResolved(range),
    by: params.by,
    source: "spans",
    ...limitGroups(
      groups.map((row) => ({ ...toGroup(row), p50Ms: row.quantilesMs[0], p95Ms: row.quantilesMs[1] })),
      limit,
    ),
    without: Number(rows.find(({ value }) => value === "")?.spans ?? 0),
  };
}

async function groupOperations(
  query: OperationsQuery,
  range: Range,
  { by, environment, limit }: ParamsOf<"GET /api/traces/groups">,
  context: ApiContext,
): Promise<SpanGroupsResult> {
  const covered = toSteps(range, minuteNs);
  const rows = await run<GroupRow & { durations: DurationCounts }>(context, "span-groups-operations", {
    ...toRangeParams(covered),
    ...query,
    environment,
    limit: limit + 2,
  });
  const groups = rows.filter(({ value }) => value !== "");
  return {
    ...toResolved(covered),
    by,
    source: "roll-up",
    ...limitGroups(groups.map(fromRolled), limit),
    without: Number(rows.find(({ value }) => value === "")?.spans ?? 0),
  };
}

function limitGroups(
  groups: readonly SpanGroup[],
  limit: number,
): Pick<SpanGroupsResult, "groups" | "truncated"> {
  const { items, truncated } = limitList(groups, { rows: limit });
  return { groups: items, truncated: truncated > 0 };
}

/** The conditions as parameters of the roll-up, which has no other field than the service; `undefined` when there are others. */
function rolledConditions(conditions: readonly Condition[]): { readonly service?: string } | undefined {
  const [first, second] = conditions;
  if (first === undefined) return {};
  return second === undefined && first.key === "service.name" && first.operator === "="
    ? { service: first.value }
    : undefined;
}

async function isRolled(key: string, range: Range, context: ApiContext): Promise<boolean> {
  if (range.toNs - range.fromNs < minRolledNs) return false;
  const rows = await run<{ key: string; sinceSeconds: number }>(context, "rolled-attributes", {});
  const since = rows.find((row) => row.key === key)?.sinceSeconds;
  return since !== undefined && BigInt(since) * 1_000_000_000n <= toSteps(range, fiveMinutesNs).fromNs;
}

/** The range, extended to whole steps. */
function toSteps({ fromNs, toNs }: Range, stepNs: bigint): Range {
  return { fromNs: (fromNs / stepNs) * stepNs, toNs: ((toNs + stepNs - 1n) / stepNs) * stepNs };
}

function fromRolled(row: GroupRow & { readonly durations: DurationCounts }): SpanGroup {
  const [p50Ms = null, p95Ms = null] = quantilesMs(row.durations, 0.5, 0.95);
  return { ...toGroup(row), p50Ms, p95Ms };
}

function toGroup(row: GroupRow): Omit<SpanGroup, "p50Ms" | "p95Ms"> {
  return {
    value: row.value,
    spans: Number(row.spans),
    estimatedSpans: row.estimated,
    errors: Number(row.errors),
    errorRate: errorShare(row.estimatedErrors, row.estimated),
    meanMs: row.meanMs,
  };
}
