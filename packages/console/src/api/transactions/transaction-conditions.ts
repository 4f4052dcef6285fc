// Which transactions count: those of one service, whose attributes meet the conditions of the request, of the people whom its conditions on
// people choose.
import type { ParamsOf } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { readRowConditions, toRowParams } from "../filter/row-params.ts";
import { readPopulation } from "../population/population.ts";

/**
 * Parameters of all queries about transactions; none where all count.
 *
 * @param where further conditions on attributes, of the list only.
 */
export function toTransactionConditions(
  { service, filter = [] }: Partial<Pick<ParamsOf<"GET /api/transactions">, "service" | "filter">>,
  context: Pick<ApiContext, "nowMs">,
  where: readonly string[] = [],
): QueryParams {
  const { population, others: ofAll } = readPopulation(filter, context);
  const others = [
    ...ofAll,
    ...readRowConditions(where, {
      parameter: "where",
      records: "transactions",
      fix: "Pass for example `tier=gold`, or choose failed ones with `outcome=failed`.",
    }),
  ];
  if (service === undefined && others.length === 0 && population["populated"] === undefined) return {};
  // attributes are much to read
  return {
    filtered: true,
    ofTransactions: true,
    details: others.length > 0,
    withinService: service,
    ...toRowParams(others),
    ...population,
  };
}
