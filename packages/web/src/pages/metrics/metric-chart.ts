// The chart of a metric's page as data: what "Pin to dashboard" keeps, and what the console draws for formulas and comparisons.
import type { ChartSource, ChartSpec, MetricResult } from "contract";

import { aggregationWord } from "./metric-words.ts";
import { type MetricSearch, readQuery } from "./search.ts";

export function chartOf(
  { info, aggregation }: Pick<MetricResult, "info" | "aggregation">,
  search: MetricSearch,
): ChartSpec {
  const { by = [], top, q = [], f, vs, form } = search;
  const own: ChartSource = {
    metric: info.name,
    aggregation,
    ...(by.length > 0 && { groupBy: [...by] }),
    ...(top !== undefined && { limit: top }),
  };
  const grouped = by.length === 0 ? "" : ` by ${by.join(", ")}`;
  const titleOf = (): string => {
    if (form === "heatmap") return `${info.name}, distribution`;
    if (f !== undefined) return `${f} of ${info.name}`;
    return `${info.name}, ${aggregationWord(aggregation)}${grouped}`;
  };
  return {
    title: titleOf(),
    sources: form === "heatmap" ? [own] : [own, ...q.flatMap((text) => furtherSource(text, by))],
    ...(f !== undefined && form !== "heatmap" && { formula: f }),
    ...(vs !== undefined && form !== "heatmap" && { compare: vs }),
    ...(form !== undefined && { form }),
  };
}

/** Further queries have the groups of the first one, so that a formula has a value for each group. */
function furtherSource(text: string, by: readonly string[]): readonly ChartSource[] {
  const query = readQuery(text);
  if (query === undefined) return [];
  const { metric, aggregation, condition } = query;
  return [
    {
      metric,
      ...(aggregation !== undefined && { aggregation }),
      ...(condition !== undefined && { filter: [condition] }),
      ...(by.length > 0 && { groupBy: [...by] }),
    },
  ];
}

/** Whether the page's own request cannot draw what the address says. */
export function needsChart({ q, f, vs, form }: MetricSearch): boolean {
  return q !== undefined || f !== undefined || vs !== undefined || form !== undefined;
}
