// Which records count, of steps or of interactions: those of one service, and those whose attributes meet the conditions of the request, of
// the people whom its conditions on people choose.
import type { ParamsOf } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { toRowParams } from "../filter/row-params.ts";
import { readPopulation } from "../population/population.ts";

/** Parameters of all queries about steps, or interactions; none where all records count. */
export function toConditionParams(
  { service, filter = [] }: Partial<Pick<ParamsOf<"GET /api/funnels/:name">, "service" | "filter">>,
  context: Pick<ApiContext, "nowMs">,
  of: "ofSteps" | "ofInteractions" = "ofSteps",
): QueryParams {
  const { population, others } = readPopulation(filter, context);
  if (service === undefined && others.length === 0 && population["populated"] === undefined) return {};
  return {
    filtered: true,
    [of]: true,
    details: true,
    withinService: service,
    ...toRowParams(others),
    ...population,
  };
}
