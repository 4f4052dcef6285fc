// What a request compares: the conditions of both sides, and those that make the selection.
import type { ParamsOf } from "contract";
import { type Condition, parseFilters } from "../filter/filter.ts";
import { badParameter, readRange } from "../params/params.ts";
import type { ApiContext, QueryParams } from "../context.ts";
import { toSqlTime } from "../time/time.ts";

export type DiffersParams = ParamsOf<"GET /api/differs">;

/** The conditions of the selection: those given, and status and durations as conditions. */
export function readSelection(params: DiffersParams): Condition[] {
  const { minDurationMs, maxDurationMs, status } = params;
  const isSpans = params.of === "spans" || params.of === "errors";
  const conditions = [
    ...parseFilters(params.select, "select"),
    ...parseFilters([
      ...(status === undefined ? [] : [`status=${status}`]),
      ...(minDurationMs === undefined || !isSpans ? [] : [`duration>=${minDurationMs}ms`]),
      ...(maxDurationMs === undefined || !isSpans ? [] : [`duration<=${maxDurationMs}ms`]),
    ]),
  ];
  const { selectFrom, selectTo, fingerprint, outcome } = params;
  const other = [minDurationMs, maxDurationMs, selectFrom, selectTo, fingerprint, outcome[0]];
  // Of a funnel, those who dropped are the selection.
  if (params.of !== "funnels" && conditions.length === 0 && other.every((value) => value === undefined))
    throw badParameter(
      "select",
      undefined,
      "at least one condition, which makes the selection",
      "Pass for example `select=status=error`, `minDurationMs=1000` or `outcome=failed`.",
    );
  return conditions;
}

/** The times of the selection, `undefined` where it has no end of its own. */
export function toSelectedTimes(
  { selectFrom, selectTo, ...params }: DiffersParams,
  context: ApiContext,
): QueryParams {
  if (selectFrom === undefined && selectTo === undefined) return {};
  const own = readRange({ from: selectFrom ?? params.from, to: selectTo ?? params.to }, context);
  return {
    selectFrom: selectFrom === undefined ? undefined : toSqlTime(own.fromNs),
    selectTo: selectTo === undefined ? undefined : toSqlTime(own.toNs),
  };
}

/** What a span with an error has because of the error. */
const consequences = [
  "status",
  "error.type",
  "duration",
  "http.response.status_code",
  "http.status_code",
  "rpc.grpc.status_code",
  "rpc.response.status_code",
];

/** Whether the selection was made by what happened: what failed, or was left. */
export function needsCause(params: DiffersParams, conditions: readonly Condition[]): boolean {
  return (
    params.of === "errors" ||
    params.of === "funnels" ||
    (params.outcome.length > 0 && !isByDuration(params)) ||
    conditions.some(({ key }) => key === "status")
  );
}

/** Whether durations make the selection. Then `outcome` is of both sides: one that fails takes another time. */
export function isByDuration({ minDurationMs, maxDurationMs }: DiffersParams): boolean {
  return minDurationMs !== undefined || maxDurationMs !== undefined;
}

/** Attributes that the selection was made by: that they differ is not news. */
export function chosenKeys(params: DiffersParams, conditions: readonly Condition[]): ReadonlySet<string> {
  // Open, stuck and abandoned ones have lasted until their last record, or for the timeout.
  const isCutOff = params.outcome.some((outcome) => ["open", "stuck", "abandoned"].includes(outcome));
  const ofErrors = params.of === "errors" ? consequences : [];
  return new Set([
    "",
    ...conditions.map(({ key }) => key),
    ...(isByDuration(params) || isCutOff ? ["duration"] : []),
    ...ofErrors,
    // One value on both sides.
    ...(params.name === undefined ? [] : ["name"]),
    ...(params.service === undefined ? [] : ["service.name"]),
  ]);
}
