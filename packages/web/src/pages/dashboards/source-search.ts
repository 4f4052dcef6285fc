// The searches of the pages that charts lead to. Pure.
import { type ChartSource, type ChartSpec, writeCondition } from "contract";

import type { ScopeSearch } from "../../state/scope-search.ts";
import type { LogsSearch } from "../logs/search.ts";
import type { MetricSearch } from "../metrics/search.ts";

type MetricSource = Extract<ChartSource, { readonly metric: string }>;
type LogsSource = Extract<ChartSource, { readonly logs: string }>;

/** Of the first metric of a chart. `filters` are those of the header, here and below. */
export function metricSearch(
  { aggregation, groupBy = [], limit, where = {}, filter = [] }: MetricSource,
  { form, compare }: Pick<ChartSpec, "form" | "compare">,
  filters: readonly string[],
): MetricSearch & ScopeSearch {
  const conditions = Object.entries(where).map(([key, value]) =>
    writeCondition({ key, operator: "=", value: String(value) }),
  );
  return present({
    agg: aggregation === "average" ? "avg" : aggregation,
    by: listed(groupBy),
    top: limit,
    form: form === "heatmap" ? form : undefined,
    vs: compare,
    filter: listed([...filters, ...conditions, ...filter]),
  });
}

export function logsSearch(
  { logs, severity, service, filter = [] }: LogsSource,
  filters: readonly string[],
): LogsSearch & ScopeSearch {
  return present({
    text: logs === "" ? undefined : logs,
    severity,
    service,
    filter: listed([...filters, ...filter]),
  });
}

function listed(all: readonly string[]): readonly string[] | undefined {
  return all.length === 0 ? undefined : [...new Set(all)];
}

/** Without what is absent: the rest of the header stays as it is. */
function present<Search extends object>(search: Search): Search {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Search;
}
