// Which records of steps count: those of one service, and those whose attributes meet the conditions of the request.
import type { ParamsOf } from "contract";
import type { QueryParams } from "../context.ts";
import { readRowFilters } from "../filter/row-params.ts";

/** Parameters of all queries about a funnel; none where all records count. */
export function toConditionParams({
  service,
  filter = [],
}: Partial<Pick<ParamsOf<"GET /api/funnels/:name">, "service" | "filter">>): QueryParams {
  const conditions = readRowFilters(filter, {
    records: "steps",
    fix: "Pass for example `tier=gold`. Steps have no status.",
  });
  if (service === undefined && Object.keys(conditions).length === 0) return {};
  return { filtered: true, details: true, withinService: service, ...conditions };
}
