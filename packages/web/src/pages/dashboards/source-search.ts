// The searches of the pages that charts lead to. Pure.
import { durationMs } from "catalog/duration";
import { type ChartSource, type ChartSpec, writeCondition } from "contract";

import type { ScopeSearch } from "../../state/scope-search.ts";
import type { FunnelSearch } from "../funnels/search.ts";
import type { LogsSearch } from "../logs/search.ts";
import { type MetricSearch, mostQueries, readQuery, writeQuery } from "../metrics/search.ts";

type MetricSource = Extract<ChartSource, { readonly metric: string }>;
/** A chart whose first source is a metric. */
type MetricChart = Pick<ChartSpec, "formula" | "form" | "compare"> & {
  readonly sources: readonly [MetricSource, ...ChartSource[]];
};
type FunnelSource = Extract<ChartSource, { readonly funnel: string }>;
type LogsSource = Extract<ChartSource, { readonly logs: string }>;

/**
 * Of the first metric of a chart, with its formula and the queries of it, unless the page cannot show one of those. `filters` are those of
 * the header, here and below.
 */
export function metricSearch(
  { sources: [first, ...others], formula, form, compare }: MetricChart,
  filters: readonly string[],
): MetricSearch & ScopeSearch {
  const { groupBy = [], limit } = first;
  const further = others.map((source) => furtherQuery(source, groupBy));
  const queries = further.filter((query) => query !== undefined);
  const own = conditionsOf(first);
  // The page has the conditions of the header for all of its queries.
  const hasOwn = others.length > 0 && own.length > 0;
  const isWhole =
    form !== "heatmap" && !hasOwn && queries.length === others.length && others.length <= mostQueries;
  return present({
    agg: first.aggregation,
    by: listed(groupBy),
    top: limit,
    form: form === "heatmap" ? form : undefined,
    vs: compare,
    // Letters of a formula count queries by their place.
    q: isWhole && queries.length > 0 ? queries : undefined,
    f: isWhole ? formula : undefined,
    filter: listed([...filters, ...own]),
  });
}

/** A further query of a metric's page, which has one condition of its own, and the groups of the first query. */
function furtherQuery(source: ChartSource, groups: readonly string[]): string | undefined {
  if (!("metric" in source)) return undefined;
  const { metric, groupBy = [], limit } = source;
  const conditions = conditionsOf(source);
  const hasOtherGroups = limit !== undefined || groupBy.join("\n") !== groups.join("\n");
  if (hasOtherGroups || conditions.length > 1) return undefined;
  const text = writeQuery({ metric, aggregation: source.aggregation, condition: conditions[0] });
  return readQuery(text)?.metric === metric ? text : undefined;
}

function conditionsOf({ where = {}, filter = [] }: MetricSource): readonly string[] {
  const equal = Object.entries(where).map(([key, value]) =>
    writeCondition({ key, operator: "=", value: String(value) }),
  );
  return [...equal, ...filter];
}

export function logsSearch(
  { logs, severity, service, filter = [], pattern, kind, traceId, spanId }: LogsSource,
  filters: readonly string[],
): LogsSearch & ScopeSearch {
  return present({
    text: logs === "" ? undefined : logs,
    severity,
    service,
    pattern,
    records: kind,
    trace: traceId,
    span: spanId,
    filter: listed([...filters, ...filter]),
  });
}

export function listed(all: readonly string[]): readonly string[] | undefined {
  return all.length === 0 ? undefined : [...new Set(all)];
}

/** Without what is absent: the rest of the header stays as it is. */
export function present<Search extends object>(search: Search): Search {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Search;
}

/** Of a funnel, with its steps and rules. */
export function funnelSearch({ steps, order, exclude, window }: FunnelSource): FunnelSearch {
  return present({ steps, order, exclude, within: window === undefined ? undefined : durationMs(window) });
}
