// What a chart of a dashboard asks for: its description with the values of variables, in the scope of the header.
import type { ChartQuestion, ChartSpec } from "contract";

import { paramsOf, type VariableValues, withValues } from "../../lib/dashboard-variables.ts";
import { appliesTo } from "../../state/filter-signal.ts";
import type { Scope } from "../../state/scope-search.ts";

export function questionOf(
  spec: ChartSpec,
  values: VariableValues,
  { rangeQuery, service, filters }: Pick<Scope, "rangeQuery" | "service" | "filters">,
): { readonly question: ChartQuestion; readonly missing: readonly string[] } {
  const filter = filters.filter((one) => appliesTo("spans", one));
  const { chart, missing } = withValues(spec, values);
  return {
    missing,
    question: {
      ...rangeQuery,
      chart,
      service,
      filter: filter.length === 0 ? undefined : filter,
      params: values.size === 0 ? undefined : paramsOf(values),
    },
  };
}
